package dev.skein.quality.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What comes from the peer: bytes, head lines, frames. It forgives nothing.
final class Incoming {
    private final Wire wire;
    private final boolean fromClient;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;

    /// @param fromClient whether frames must be masked; otherwise they must not
    Incoming(Wire wire, boolean fromClient) {
        this.wire = wire;
        this.fromClient = fromClient;
    }

    /// Whether everything that has come was read.
    boolean isEmpty() throws IOException {
        return position == limit && wire.isQuiet();
    }

    /// A line of a head, without its CRLF.
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = need(); b != '\n'; b = need()) {
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        require(text.endsWith("\r"), "a line ends without CR: " + text);
        return text.substring(0, text.length() - 1);
    }

    /// The next frame, unmasked; null when the connection has ended before it.
    @Nullable Frame frame() throws IOException {
        int first = octet();
        if (first < 0) {
            return null;
        }
        int second = need();
        boolean fin = (first & 0x80) != 0;
        int opcode = first & 15;
        boolean masked = (second & 0x80) != 0;
        require(masked == fromClient, "a frame is " + (masked ? "" : "not ") + "masked");
        int length = length(second & 0x7F);
        require(
                opcode < Frame.CLOSE || fin && length <= 125,
                "a control frame of " + length + " bytes, fin " + fin);
        if (!masked) {
            return new Frame(fin, first >> 4 & 7, opcode, exactly(length));
        }
        byte[] key = exactly(4);
        return new Frame(fin, first >> 4 & 7, opcode, Frame.masked(exactly(length), key));
    }

    private int length(int small) throws IOException {
        if (small < 126) {
            return small;
        }
        long length = 0;
        for (int i = small == 126 ? 2 : 8; i > 0; i--) {
            length = length << 8 | need();
        }
        require(
                length >= (small == 126 ? 126 : 65536) && length <= Integer.MAX_VALUE,
                "a length of " + length + " in the wrong form");
        return (int) length;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            require(position < limit || fill(), "the connection ended within a frame");
            int count = Math.min(length - done, limit - position);
            System.arraycopy(buffer, position, bytes, done, count);
            position += count;
            done += count;
        }
        return bytes;
    }

    private int need() throws IOException {
        int b = octet();
        require(b >= 0, "the connection ended too early");
        return b;
    }

    private int octet() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xFF : -1;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, wire.read(buffer));
        return limit > 0;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
