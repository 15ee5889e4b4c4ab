package dev.skein.client;

/// A connection as the [Pool] sees it. Both methods are called under the pool's lock: they must be quick and not call back.
interface Pooled {
    /// Whether a request can be sent on it now: it is open, and of earlier exchanges nothing is outstanding or unread. Asked whenever
    /// a connection comes back to the pool or leaves it.
    boolean isUsable();

    /// Where it lives: its event loop. The same object for as long as it lives; compared by identity.
    Object home();
}
