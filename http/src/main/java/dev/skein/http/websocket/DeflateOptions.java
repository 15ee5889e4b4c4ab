package dev.skein.http.websocket;

import java.util.zip.Deflater;

/// How one side would like permessage-deflate (RFC 7692) to be.
///
/// Without context takeover all sockets of an event loop share one compressor and one decompressor; with it every socket
/// has its own, a quarter of a megabyte for sending and 32 KiB for receiving, and similar messages become shorter.
///
/// @param level of compression: 1 is fastest, 9 smallest; 1 by default
/// @param contextTakeover whether messages may refer to those before; false by default
/// @param windowBits the most that is referred back, as a power of two: 8 to 15; 15 by default
/// @param leastBytes shorter messages go uncompressed; 128 by default
public record DeflateOptions(int level, boolean contextTakeover, int windowBits, int leastBytes) {
    private static final DeflateOptions DEFAULTS =
            new DeflateOptions(Deflater.BEST_SPEED, false, 15, 128);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException naming the value that is out of its range
    public DeflateOptions {
        if (level < Deflater.BEST_SPEED || level > Deflater.BEST_COMPRESSION) {
            throw new IllegalArgumentException("expected level from 1 to 9, came " + level);
        }
        DeflateParameters.requireWindowBits("windowBits", windowBits);
        if (leastBytes < 0) {
            throw new IllegalArgumentException(
                    "expected leastBytes of 0 or more, came " + leastBytes);
        }
    }

    /// Level 1, no context takeover, the whole window, messages from 128 bytes.
    public static DeflateOptions defaults() {
        return DEFAULTS;
    }

    public DeflateOptions withLevel(int value) {
        return new DeflateOptions(value, contextTakeover, windowBits, leastBytes);
    }

    public DeflateOptions withContextTakeover(boolean value) {
        return new DeflateOptions(level, value, windowBits, leastBytes);
    }

    public DeflateOptions withWindowBits(int value) {
        return new DeflateOptions(level, contextTakeover, value, leastBytes);
    }

    public DeflateOptions withLeastBytes(int value) {
        return new DeflateOptions(level, contextTakeover, windowBits, value);
    }
}
