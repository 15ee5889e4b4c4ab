package dev.skein.testing;

import dev.skein.loop.EventLoop;
import dev.skein.loop.LoopOptions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A loop that keeps what goes wrong on it and nobody is told, until it is closed.
final class WatchedLoop implements AutoCloseable {
    private record Report(String what, Throwable failure) {}

    private final EventLoop loop;
    private final Queue<Report> reports = new ConcurrentLinkedQueue<>();

    WatchedLoop(LoopOptions options) {
        loop = new EventLoop(options);
        loop.setExceptionHandler((what, failure) -> reports.add(new Report(what, failure)));
    }

    EventLoop loop() {
        return loop;
    }

    /// Stops it, if it runs, and frees it.
    ///
    /// @throws AssertionError if there was anything to report
    @Override
    public void close() {
        loop.stop();
        boolean interrupted = false;
        while (loop.isRunning()) {
            try {
                loop.awaitStopped();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        loop.close(); // reports the failures of tasks that nobody has retrieved
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        throwReports(List.copyOf(reports));
    }

    private static void throwReports(List<Report> all) {
        if (all.isEmpty()) {
            return;
        }
        Report first = all.getFirst();
        AssertionError error =
                new AssertionError(
                        "on the loop, " + first.what() + ": " + first.failure(), first.failure());
        all.stream().skip(1).forEach(report -> error.addSuppressed(report.failure()));
        throw error;
    }
}
