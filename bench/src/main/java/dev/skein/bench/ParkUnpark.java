package dev.skein.bench;

import dev.skein.loop.Task;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Waking: two tasks of one loop hand a token to and fro with park and unpark, per pass; and a callback handed to a loop by another
/// thread, which waits until it has run.
///
/// The baselines are two virtual threads of the JDK's scheduler, which may run on two processors, and an executor of one thread.
/// Those have no sockets to look at; a loop does so in every turn, and here each pass is a turn.
@State(Scope.Benchmark)
public class ParkUnpark extends Measured {
    private static final int PASSES = 10_000;

    private final ExecutorService executor = Executors.newSingleThreadExecutor();

    /// For JMH.
    @TearDown
    public void stop() {
        executor.close();
    }

    /// Skein's.
    @Benchmark
    @OperationsPerInvocation(PASSES)
    public void tasks(RunningLoop running) throws ExecutionException, InterruptedException {
        Token token = new Token(PASSES);
        Task<Integer> first = running.loop.createTask(() -> token.play(0));
        Task<Integer> second = running.loop.createTask(() -> token.play(1));
        require(PASSES, first.join() + second.join());
    }

    /// A baseline.
    @Benchmark
    @OperationsPerInvocation(PASSES)
    public void baselineVirtualThreads() throws InterruptedException {
        Token token = new Token(PASSES);
        Thread first = Thread.ofVirtual().start(() -> token.play(0));
        Thread second = Thread.ofVirtual().start(() -> token.play(1));
        first.join();
        second.join();
        require(PASSES, token.passes());
    }

    /// Skein's, from another thread.
    @Benchmark
    public void callSoonThreadsafe(RunningLoop running) {
        waitFor(running.loop::callSoonThreadsafe);
    }

    /// A baseline, from another thread.
    @Benchmark
    public void baselineExecutor() {
        waitFor(executor);
    }

    private static void waitFor(Executor executor) {
        Token token = new Token(1);
        executor.execute(() -> token.play(0));
        token.awaitEnd();
    }
}
