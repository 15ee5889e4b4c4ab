package dev.skein.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Level;
import java.util.stream.Collectors;

/// How much is logged: the named level and everything graver.
enum LogLevel {
    CRITICAL,
    ERROR,
    WARNING,
    INFO,
    DEBUG,
    TRACE;

    /// @throws IllegalArgumentException if there is no such level
    static LogLevel parse(String text) {
        for (LogLevel level : values()) {
            if (level.word().equals(text)) {
                return level;
            }
        }
        throw new IllegalArgumentException("expected one of " + words() + ", got '" + text + "'");
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static String words() {
        return Arrays.stream(values()).map(LogLevel::word).collect(Collectors.joining(", "));
    }

    /// The same for `java.util.logging`, which knows nothing graver than an error.
    Level lowest() {
        return switch (this) {
            case CRITICAL -> Level.OFF;
            case ERROR -> Level.SEVERE;
            case WARNING -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
            case TRACE -> Level.ALL;
        };
    }
}
