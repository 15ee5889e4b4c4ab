package dev.skein.http;

/// The fields that steer the connection. [Headers#has] answers for them from a bit set, without a
/// search.
public enum KnownField {
    CONTENT_LENGTH("content-length", 1 << 0),
    TRANSFER_ENCODING("transfer-encoding", 1 << 1),
    CONNECTION("connection", 1 << 2),
    DATE("date", 1 << 3),
    SERVER("server", 1 << 4),
    HOST("host", 1 << 5),
    EXPECT("expect", 1 << 6),
    UPGRADE("upgrade", 1 << 7),
    TE("te", 1 << 8),
    TRAILER("trailer", 1 << 9);

    private final String text;
    private final int bit;

    KnownField(String text, int bit) {
        this.text = text;
        this.bit = bit;
    }

    /// The field's name in lower case.
    public String text() {
        return text;
    }

    int bit() {
        return bit;
    }

    /// The bit of the field whose name stands in the bytes, or 0.
    static int bitOf(byte[] bytes, int from, int to) {
        return switch (to - from) {
            case 2 -> TE.bitIf(bytes, from, to);
            case 4 -> HOST.bitIf(bytes, from, to) | DATE.bitIf(bytes, from, to);
            case 6 -> SERVER.bitIf(bytes, from, to) | EXPECT.bitIf(bytes, from, to);
            case 7 -> UPGRADE.bitIf(bytes, from, to) | TRAILER.bitIf(bytes, from, to);
            case 10 -> CONNECTION.bitIf(bytes, from, to);
            case 14 -> CONTENT_LENGTH.bitIf(bytes, from, to);
            case 17 -> TRANSFER_ENCODING.bitIf(bytes, from, to);
            default -> 0;
        };
    }

    private int bitIf(byte[] bytes, int from, int to) {
        return Grammar.equalsIgnoreCase(bytes, from, to, text) ? bit : 0;
    }
}
