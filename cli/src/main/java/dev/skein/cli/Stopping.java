package dev.skein.cli;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// What signals do: the first stops the application gracefully, as soon as it has started; the second ends the process.
final class Stopping {
    /// The exit status when a second signal has cut stopping short.
    static final int FORCED = 1;

    private @Nullable RunningApp app;
    private boolean asked;

    /// The application has started.
    synchronized void started(RunningApp running) {
        app = running;
        if (asked) {
            stop(running);
        }
    }

    void signalled() {
        if (isSecond()) {
            logger().log(Level.WARNING, "second signal: stopping at once");
            closeAccessLog();
            Runtime.getRuntime().halt(FORCED);
        }
    }

    private synchronized boolean isSecond() {
        boolean second = asked;
        asked = true;
        if (second) {
            return true;
        }
        if (app == null) {
            logger().log(
                            Level.INFO,
                            "stopping when the application has started; a second signal stops it at once");
        } else {
            stop(app);
        }
        return false;
    }

    private static void stop(RunningApp running) {
        Thread.ofPlatform().name("skein-stop").start(running::close);
    }

    private synchronized void closeAccessLog() {
        if (app != null) {
            app.closeAccessLog();
        }
    }

    private static System.Logger logger() {
        return System.getLogger("dev.skein.cli");
    }
}
