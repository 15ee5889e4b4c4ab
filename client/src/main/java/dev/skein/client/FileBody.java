package dev.skein.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file as a body.
record FileBody(Path file, String contentType) implements RequestBody {
    @Override
    public long length() throws IOException {
        return Files.size(file);
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Files.copy(file, out);
    }
}
