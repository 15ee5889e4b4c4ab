package dev.skein.quality.websocket;

/// What tester and peer have agreed on for permessage-deflate.
///
/// @param peerResets whether the peer compresses each message by itself
/// @param peerWindowBits the most that the peer may refer back, as a power of two
/// @param ownResets whether the tester must compress each message by itself
record Agreed(boolean peerResets, int peerWindowBits, boolean ownResets) {}
