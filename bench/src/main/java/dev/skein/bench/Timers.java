package dev.skein.bench;

import dev.skein.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A timer set and cancelled at once, by a task of the loop, while others are pending that are due between one and two hours from now.
///
/// The baseline is a thread pool's, set and cancelled by the benchmark's thread, which takes a lock each time. To set the first to be
/// due wakes the pool's thread as well; the loop looks when its step has ended.
@State(Scope.Benchmark)
public class Timers extends Measured {
    private static final int IN_A_ROW = 1000;

    /// How many others there are.
    @Param({"0", "100000"})
    public int pending;

    /// When it is due: in half an hour, before all others, or in three, after them.
    @Param({"30", "180"})
    public int minutes;

    private final ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);

    /// For JMH.
    @Setup
    public void prepare(RunningLoop running) throws ExecutionException, InterruptedException {
        pool.setRemoveOnCancelPolicy(true);
        running.call(
                () -> {
                    for (int i = 0; i < pending; i++) {
                        running.loop.callLater(other(i), Timers::nothing);
                    }
                    return pending;
                });
        for (int i = 0; i < pending; i++) {
            var _ = pool.schedule(Timers::nothing, other(i).toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void nothing() {}

    private Duration other(int number) {
        return Duration.ofHours(1)
                .plus(Duration.ofHours(1).dividedBy(pending).multipliedBy(number));
    }

    /// For JMH.
    @TearDown
    public void stop() {
        pool.shutdownNow();
    }

    /// Skein's.
    @Benchmark
    @OperationsPerInvocation(IN_A_ROW)
    public void loop(RunningLoop running) throws ExecutionException, InterruptedException {
        EventLoop loop = running.loop;
        Duration delay = Duration.ofMinutes(minutes);
        int cancelled =
                running.call(
                        () -> {
                            int count = 0;
                            for (int i = 0; i < IN_A_ROW; i++) {
                                var timer = loop.callLater(delay, Timers::nothing);
                                timer.cancel();
                                count += timer.isCancelled() ? 1 : 0;
                            }
                            return count;
                        });
        require(IN_A_ROW, cancelled);
    }

    /// The baseline.
    @Benchmark
    public void baselinePool() {
        var timer = pool.schedule(Timers::nothing, minutes, TimeUnit.MINUTES);
        require(1, timer.cancel(false) ? 1 : 0);
    }
}
