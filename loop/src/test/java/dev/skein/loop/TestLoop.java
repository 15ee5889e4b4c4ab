package dev.skein.loop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A running loop that collects what it reports, stopped and closed at the end.
final class TestLoop implements AutoCloseable {
    record Report(String what, Throwable failure) {}

    final EventLoop loop;
    final List<Report> reports = new CopyOnWriteArrayList<>();

    TestLoop() {
        this(LoopOptions.defaults());
    }

    TestLoop(LoopOptions options) {
        loop = new EventLoop(options);
        loop.setExceptionHandler((what, failure) -> reports.add(new Report(what, failure)));
        loop.start();
    }

    /// Calls `body` in a task.
    <T extends @Nullable Object> T call(Callable<T> body)
            throws ExecutionException, InterruptedException, TimeoutException {
        return loop.createTask(body).join(Duration.ofSeconds(20));
    }

    /// Returns once the loop has done everything that was queued before, and what that queued.
    void settle() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            Await.loop(loop);
        }
    }

    void stop() {
        loop.stop();
        Await.until("stopped", () -> !loop.isRunning());
    }

    @Override
    public void close() {
        stop();
        loop.close();
    }
}
