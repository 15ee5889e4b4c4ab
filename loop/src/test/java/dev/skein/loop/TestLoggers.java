package dev.skein.loop;

import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Gives the tests what is logged: to every open [LogCapture], or else to the console.
public final class TestLoggers extends System.LoggerFinder {
    static final List<LogCapture> CAPTURES = new CopyOnWriteArrayList<>();

    /// For the service loader.
    public TestLoggers() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new TestLogger(name);
    }

    private record TestLogger(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.INFO.getSeverity();
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                String message,
                @Nullable Throwable thrown) {
            take(level, message + (thrown == null ? "" : ": " + thrown));
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                String format,
                @Nullable Object... params) {
            take(
                    level,
                    params == null || params.length == 0
                            ? format
                            : MessageFormat.format(format, params));
        }

        private void take(Level level, String line) {
            if (!isLoggable(level)) {
                return;
            }
            if (CAPTURES.isEmpty()) {
                System.err.println(level + " " + name + ": " + line);
            }
            CAPTURES.forEach(capture -> capture.lines.add(line));
        }
    }
}
