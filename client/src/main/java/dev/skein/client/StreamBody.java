package dev.skein.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A body that can be read once.
record StreamBody(InputStream stream, long length) implements RequestBody {
    private static final int PIECE = 64 * 1024;

    @Override
    public String contentType() {
        return "application/octet-stream";
    }

    @Override
    public boolean isReplayable() {
        return false;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (stream) {
            byte[] piece = new byte[PIECE];
            for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
                out.write(piece, 0, count);
            }
        }
    }
}
