package dev.skein.http.websocket;

/// What both sides have agreed on for permessage-deflate (RFC 7692 §7.1).
///
/// @param serverNoContextTakeover whether the server compresses every message by itself
/// @param clientNoContextTakeover whether the client compresses every message by itself
/// @param serverMaxWindowBits the server refers back at most 2^this bytes: 8 to 15
/// @param clientMaxWindowBits the client refers back at most 2^this bytes: 8 to 15
public record DeflateParameters(
        boolean serverNoContextTakeover,
        boolean clientNoContextTakeover,
        int serverMaxWindowBits,
        int clientMaxWindowBits) {
    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if window bits are not 8 to 15
    public DeflateParameters {
        requireWindowBits("serverMaxWindowBits", serverMaxWindowBits);
        requireWindowBits("clientMaxWindowBits", clientMaxWindowBits);
    }

    static void requireWindowBits(String name, int bits) {
        if (bits < 8 || bits > 15) {
            throw new IllegalArgumentException("expected " + name + " from 8 to 15, came " + bits);
        }
    }
}
