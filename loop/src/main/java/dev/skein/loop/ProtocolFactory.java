package dev.skein.loop;

/// Makes the protocol for each connection a [Listener] accepts.
@FunctionalInterface
public interface ProtocolFactory {
    /// Called on `loop`, which will serve the connection, while it is held: must be short.
    Protocol create(EventLoop loop);
}
