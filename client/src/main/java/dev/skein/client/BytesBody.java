package dev.skein.client;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A body in memory.
@SuppressWarnings("ArrayRecordComponent") // never compared
record BytesBody(byte[] bytes, @Nullable String contentType) implements RequestBody {
    static final BytesBody NONE = new BytesBody(new byte[0], null);

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }
}
