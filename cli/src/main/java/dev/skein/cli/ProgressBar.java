package dev.skein.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// A line that shows how far a download has come, drawn anew at most ten times a second.
final class ProgressBar {
    private static final int WIDTH = 30;
    private static final long REDRAW = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double MEBIBYTE = 1 << 20;

    private final PrintStream err;
    private final long began = System.nanoTime();
    private long drawn = began - REDRAW;

    ProgressBar(PrintStream err) {
        this.err = err;
    }

    void moved(long bytes, long total) {
        long now = System.nanoTime();
        if (now - drawn >= REDRAW) {
            drawn = now;
            err.print("\r" + line(bytes, total, now - began));
            err.flush();
        }
    }

    static String line(long bytes, long total, long nanos) {
        double seconds = Math.max(nanos, 1) / 1e9;
        String speed =
                String.format(
                        Locale.ROOT,
                        "%.1f MiB, %.1f MiB/s",
                        bytes / MEBIBYTE,
                        bytes / MEBIBYTE / seconds);
        if (total <= 0) {
            return speed;
        }
        int filled = (int) (WIDTH * bytes / total);
        return "["
                + "#".repeat(filled)
                + " ".repeat(WIDTH - filled)
                + "] "
                + 100 * bytes / total
                + " %, "
                + speed;
    }
}
