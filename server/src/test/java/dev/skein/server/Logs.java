package dev.skein.server;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Catches what the server logs while it is open, instead of having it printed.
final class Logs extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("dev.skein.server");
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    Logs() {
        logger.addHandler(this);
        logger.setUseParentHandlers(false);
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
    }

    List<String> lines() {
        return records.stream().map(Logs::text).toList();
    }

    List<String> linesWith(String part) {
        return lines().stream().filter(line -> line.contains(part)).toList();
    }

    /// The lines with `part`, once there are as many as `count`; they are written a little later than what they are about.
    List<String> await(int count, String part) throws Exception {
        Await.until(
                count + " lines with '" + part + "' among " + lines(),
                () -> linesWith(part).size() >= count);
        return linesWith(part);
    }

    List<LogRecord> awaitErrors(int count) throws Exception {
        Await.until(count + " errors", () -> errors().size() >= count);
        return errors();
    }

    List<LogRecord> errors() {
        return records.stream()
                .filter(record -> record.getLevel().intValue() >= Level.SEVERE.intValue())
                .toList();
    }

    private static String text(LogRecord record) {
        Object[] parameters = record.getParameters();
        return parameters == null || parameters.length == 0
                ? record.getMessage()
                : MessageFormat.format(record.getMessage(), parameters);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
