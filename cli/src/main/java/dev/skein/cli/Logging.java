package dev.skein.cli;

import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// How `java.util.logging`, where `System.Logger` leads, is set up: one line for each record, on standard error.
public final class Logging {
    /// Where the JDK logs, with a stack trace, that the process exits. It should, and nobody wants to know from where.
    private static final String EXITS = "java.lang.Runtime";

    private static final String CLASS_PROPERTY = "java.util.logging.config.class";
    private static final String FILE_PROPERTY = "java.util.logging.config.file";

    /// Not for you: `java.util.logging` makes one of these instead of reading its configuration file, which saves time.
    public Logging() {}

    /// Sets logging up, unless the user has named a configuration of their own.
    static void configure(LogLevel level, PrintStream out) {
        if (System.getProperty(CLASS_PROPERTY) != null
                || System.getProperty(FILE_PROPERTY) != null) {
            return;
        }
        System.setProperty(CLASS_PROPERTY, Logging.class.getName());
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.setLevel(level.lowest());
        root.addHandler(new ToStream(out));
    }

    private static final class ToStream extends Handler {
        private final PrintStream out;

        ToStream(PrintStream out) {
            this.out = out;
            setLevel(Level.ALL);
            setFormatter(new LogFormat());
            setFilter(logged -> !EXITS.equals(logged.getLoggerName()));
        }

        @Override
        public void publish(LogRecord logged) {
            if (isLoggable(logged)) {
                out.print(getFormatter().format(logged));
            }
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }
}
