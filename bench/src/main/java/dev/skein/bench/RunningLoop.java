package dev.skein.bench;

import dev.skein.loop.EventLoop;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A loop that runs as long as the benchmark.
@State(Scope.Benchmark)
public class RunningLoop {
    final EventLoop loop = new EventLoop();

    /// For JMH.
    @Setup
    public void start() {
        loop.start();
    }

    /// For JMH.
    @TearDown
    public void stop() throws InterruptedException {
        loop.stop();
        loop.awaitStopped();
        loop.close();
    }

    /// Runs `body` in a task of the loop while the caller waits, which costs a wake-up of either.
    <T> T call(Callable<T> body) throws ExecutionException, InterruptedException {
        return loop.createTask(body).join();
    }
}
