package dev.skein.quality.websocket;

/// How many messages the cases 12.x and 13.x exchange. The suite takes 1000 of each size, which is 11 GB for the 216 cases; with
/// `-Dskein.autobahn.full=true` so do we. No other case is cut down.
final class Counts {
    private static final boolean FULL = Boolean.getBoolean("skein.autobahn.full");
    private static final int ORIGINAL = 1000;

    private Counts() {}

    /// How many messages of that size.
    static int of(int bytes) {
        if (FULL) {
            return ORIGINAL;
        }
        return switch (bytes) {
            case 16, 64, 256, 1024 -> 100;
            case 4096 -> 50;
            case 8192, 16384 -> 20;
            case 32768 -> 10;
            case 65536 -> 6;
            case 131072 -> 4;
            default -> throw new IllegalArgumentException("no count for messages of " + bytes);
        };
    }
}
