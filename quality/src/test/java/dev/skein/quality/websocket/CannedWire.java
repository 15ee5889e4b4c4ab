package dev.skein.quality.websocket;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

/// A peer that says what it was told to, whatever the tester sends, and then ends the connection.
final class CannedWire implements Wire {
    private final ByteArrayInputStream answers;

    private CannedWire(byte[] answers) {
        this.answers = new ByteArrayInputStream(answers);
    }

    static CannedWire of(byte[]... answers) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] answer : answers) {
            all.writeBytes(answer);
        }
        return new CannedWire(all.toByteArray());
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {}

    @Override
    public int read(byte[] into) {
        return answers.read(into, 0, into.length);
    }

    @Override
    public boolean isQuiet() {
        return answers.available() == 0;
    }

    @Override
    public void close() {}
}
