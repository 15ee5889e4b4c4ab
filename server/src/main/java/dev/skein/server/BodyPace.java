package dev.skein.server;

/// How fast the body of a request comes in, from one look to the next.
final class BodyPace {
    private long received;
    private boolean heldBack;

    void begin() {
        received = 0;
        heldBack = false;
    }

    void received(int bytes) {
        received += bytes;
    }

    /// The client was told to wait: it cannot be blamed for being slow.
    void heldBack() {
        heldBack = true;
    }

    /// Looks, and begins anew.
    ///
    /// @param least the bytes that should have come
    /// @param stillHeldBack whether the client is being held back now
    boolean isTooSlow(long least, boolean stillHeldBack) {
        boolean slow = !heldBack && received < least;
        received = 0;
        heldBack = stillHeldBack;
        return slow;
    }
}
