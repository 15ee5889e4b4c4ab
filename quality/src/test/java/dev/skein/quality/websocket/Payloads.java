package dev.skein.quality.websocket;

import java.util.Arrays;

/// Payloads without meaning. Neighbours differ, so that no byte can be lost, doubled or masked with the wrong key unseen.
final class Payloads {
    private Payloads() {}

    /// Printable ASCII.
    static byte[] text(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (' ' + (i + i / 95 * 7) % 95);
        }
        return bytes;
    }

    /// All byte values, many of them not UTF-8.
    static byte[] binary(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (0xFE - i * 37 - i / 256);
        }
        return bytes;
    }

    static byte[] of(boolean text, int length) {
        return text ? text(length) : binary(length);
    }

    /// The same byte, again and again.
    static byte[] filled(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
