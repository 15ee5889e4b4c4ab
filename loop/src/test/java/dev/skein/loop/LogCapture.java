package dev.skein.loop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What is logged while this is open; kept off the console.
final class LogCapture implements AutoCloseable {
    final List<String> lines = new CopyOnWriteArrayList<>();

    LogCapture() {
        TestLoggers.CAPTURES.add(this);
    }

    boolean has(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    String text() {
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        TestLoggers.CAPTURES.remove(this);
    }
}
