package dev.skein.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// A log record as text: `WARNING  message`, then the stack trace if there is one.
///
/// Every line after the first is indented, and control characters are escaped; so nobody who gets text into the log can forge
/// a record or steer a terminal.
final class LogFormat extends Formatter {
    private static final int COLUMN = 9;

    @Override
    public String format(LogRecord logged) {
        StringBuilder out = new StringBuilder(word(logged.getLevel()));
        out.repeat(' ', COLUMN - out.length());
        append(out, formatMessage(logged));
        if (logged.getThrown() != null) {
            append(out, "\n" + trace(logged.getThrown()));
        }
        return out.append('\n').toString();
    }

    private static String word(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARNING";
        }
        if (level.intValue() >= Level.INFO.intValue()) {
            return "INFO";
        }
        return level.intValue() >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static void append(StringBuilder out, String text) {
        String lines = text.stripTrailing();
        for (int i = 0; i < lines.length(); i++) {
            char c = lines.charAt(i);
            switch (c) {
                case '\n' -> out.append('\n').repeat(' ', COLUMN);
                case '\t' -> out.append("    ");
                default -> appendVisible(out, c);
            }
        }
    }

    private static void appendVisible(StringBuilder out, char c) {
        if (isVisible(c)) {
            out.append(c);
        } else {
            out.append("\\u").append(Integer.toHexString(0x10000 + c), 1, 5);
        }
    }

    private static boolean isVisible(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
