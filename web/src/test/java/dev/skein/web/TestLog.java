package dev.skein.web;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What is logged below `dev.skein` from warnings on, kept from the console.
final class TestLog extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("dev.skein");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    TestLog() {
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
            lines.add(line.getMessage() + " " + line.getThrown());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
