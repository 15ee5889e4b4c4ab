package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    @Test
    void theLevelThenTheMessage() {
        assertThat(format(Level.INFO, "ready")).isEqualTo("INFO     ready\n");
        assertThat(format(Level.WARNING, "odd")).isEqualTo("WARNING  odd\n");
        assertThat(format(Level.SEVERE, "bad")).isEqualTo("ERROR    bad\n");
        assertThat(format(Level.FINE, "why")).isEqualTo("DEBUG    why\n");
        assertThat(format(Level.FINER, "how")).isEqualTo("TRACE    how\n");
    }

    @Test
    void nothingInAMessageCanForgeALineOrSteerATerminal() {
        assertThat(format(Level.INFO, "a\nERROR    b\u001b[2J\r\u2028\u202e ü"))
                .isEqualTo("INFO     a\n         ERROR    b\\u001b[2J\\u000d\\u2028\\u202e ü\n");
    }

    @Test
    void stackTracesAreKept() {
        LogRecord logged = new LogRecord(Level.SEVERE, "failed");
        logged.setThrown(new IllegalStateException("no\nINFO     forged"));
        assertThat(new LogFormat().format(logged))
                .startsWith(
                        "ERROR    failed\n         java.lang.IllegalStateException: no\n         INFO     forged\n             at "
                                + LogFormatTest.class.getName());
    }

    private static String format(Level level, String message) {
        return new LogFormat().format(new LogRecord(level, message));
    }
}
