package dev.skein.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The data of a part as a stream. Closing it does nothing: the reader of the parts drops what is left.
final class PartBody extends InputStream {
    private final Part part;
    private byte @Nullable [] piece;
    private int position;

    PartBody(Part part) {
        this.part = part;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        byte[] from = piece;
        if (from == null || position == from.length) {
            from = piece = part.data();
            position = 0;
        }
        if (from == null) {
            return -1;
        }
        int taken = Math.min(length, from.length - position);
        System.arraycopy(from, position, target, offset, taken);
        position += taken;
        return taken;
    }

    /// What has been read from the client, but not from here; at the end of the part null.
    byte @Nullable [] rest() throws IOException {
        byte[] from = piece;
        if (from == null || position == from.length) {
            return part.data();
        }
        int start = position;
        position = from.length;
        return Arrays.copyOfRange(from, start, from.length);
    }

    @Override
    public int available() {
        byte[] from = piece;
        return from == null ? 0 : from.length - position;
    }
}
