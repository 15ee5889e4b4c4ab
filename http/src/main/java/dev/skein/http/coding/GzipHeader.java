package dev.skein.http.coding;

import dev.skein.http.Escapes;
import java.util.zip.CRC32;

/// Reads the header of a gzip member (RFC 1952 §2.3), byte by byte. It keeps nothing of it: no field
/// in there matters to HTTP.
final class GzipHeader {
    private static final int RESERVED = 0xE0;

    /// A part, and the flag that says whether it is there.
    private enum Part {
        FIXED(0),
        EXTRA_LENGTH(4),
        EXTRA(4),
        NAME(8),
        COMMENT(16),
        CHECKSUM(2),
        END(0);

        static final Part[] ALL = values();
        private final int flag;

        Part(int flag) {
            this.flag = flag;
        }
    }

    private final CRC32 crc = new CRC32();
    private Part part = Part.FIXED;
    private int place;
    private int flags;
    private int index;
    private int extra;
    private int checksum;

    void begin() {
        crc.reset();
        part = Part.FIXED;
        place = 0;
        flags = 0;
        index = 0;
        extra = 0;
        checksum = 0;
    }

    /// Takes the next byte.
    ///
    /// @return whether that was the header's last
    boolean accept(int b) throws ContentCodingException {
        if (part != Part.CHECKSUM) {
            crc.update(b);
        }
        int i = index++;
        boolean last =
                switch (part) {
                    case FIXED -> fixed(i, b);
                    case EXTRA_LENGTH -> {
                        extra |= b << (i * 8);
                        yield i == 1;
                    }
                    case EXTRA -> i + 1 == extra;
                    case NAME, COMMENT -> b == 0;
                    case CHECKSUM -> checksum(i, b);
                    case END -> throw new IllegalStateException("expected no byte, came one");
                };
        if (last) {
            advance();
        }
        return part == Part.END;
    }

    /// §2.3: two bytes of identification, the method, the flags, and six bytes about time, level and
    /// system.
    private boolean fixed(int i, int b) throws ContentCodingException {
        switch (i) {
            case 0 -> require(b == 0x1F, "a gzip member to begin with 1f 8b", b);
            case 1 -> require(b == 0x8B, "a gzip member to begin with 1f 8b", b);
            case 2 -> require(b == 8, "gzip's compression method 8", b);
            case 3 -> {
                // RFC 1952 §2.3.1.2: "A compliant decompressor must give an error indication if any
                // reserved bit is non-zero".
                require((b & RESERVED) == 0, "gzip's reserved flags to be 0", b);
                flags = b;
            }
            default -> {}
        }
        return i == 9;
    }

    private boolean checksum(int i, int b) throws ContentCodingException {
        checksum |= b << (i * 8);
        if (i == 0) {
            return false;
        }
        if (checksum != (crc.getValue() & 0xFFFF)) {
            throw new ContentCodingException(
                    "expected the checksum of the gzip header, came another");
        }
        return true;
    }

    private void advance() {
        index = 0;
        do {
            part = Part.ALL[++place];
        } while (part != Part.END && !isPresent());
    }

    private boolean isPresent() {
        return (flags & part.flag) != 0 && (part != Part.EXTRA || extra > 0);
    }

    private static void require(boolean met, String what, int b) throws ContentCodingException {
        if (!met) {
            throw new ContentCodingException("expected " + what + ", came " + Escapes.hex(b));
        }
    }
}
