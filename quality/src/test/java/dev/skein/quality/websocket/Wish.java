package dev.skein.quality.websocket;

/// What the tester asks of the peer in permessage-deflate (RFC 7692 §7.1).
///
/// @param noContextTakeover whether the peer must compress each message by itself
/// @param windowBits the most that the peer may refer back, as a power of two; 0 for any
record Wish(boolean noContextTakeover, int windowBits) {
    static final Wish NOTHING = new Wish(false, 0);

    /// Whether an agreement grants this wish.
    boolean isGranted(Agreed agreed) {
        return (!noContextTakeover || agreed.peerResets())
                && (windowBits == 0 || agreed.peerWindowBits() <= windowBits);
    }

    /// In the words of the list.
    String described() {
        return "(" + (noContextTakeover ? "True" : "False") + ", " + windowBits + ")";
    }
}
