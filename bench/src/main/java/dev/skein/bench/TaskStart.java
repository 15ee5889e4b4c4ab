package dev.skein.bench;

import dev.skein.loop.EventLoop;
import dev.skein.loop.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// A task with next to nothing to do: started by another task of its loop, run, and waited for. One after the other, or a hundred
/// started before the first is waited for; per task.
///
/// One after the other, each takes two turns of the loop, which looks at its sockets in every turn; a hundred share a turn.
///
/// The baselines are a virtual thread of the JDK's scheduler, started by another one, and a platform thread. They have no result and
/// keep no failure, and may run on another processor than who started them.
@State(Scope.Benchmark)
public class TaskStart extends Measured {
    private static final int IN_A_ROW = 1000;
    private static final int AT_ONCE = 100;

    private final AtomicInteger done = new AtomicInteger();

    /// Skein's, one after the other.
    @Benchmark
    @OperationsPerInvocation(IN_A_ROW)
    public void task(RunningLoop running) throws ExecutionException, InterruptedException {
        EventLoop loop = running.loop;
        Callable<Integer> work = done::incrementAndGet;
        int last =
                running.call(
                        () -> {
                            done.set(0);
                            int count = 0;
                            for (int i = 0; i < IN_A_ROW; i++) {
                                count = loop.createTask(work).join();
                            }
                            return count;
                        });
        require(IN_A_ROW, last);
    }

    /// Skein's, a hundred at once.
    @Benchmark
    @OperationsPerInvocation(IN_A_ROW)
    public void tasksAtOnce(RunningLoop running) throws ExecutionException, InterruptedException {
        EventLoop loop = running.loop;
        Callable<Integer> work = done::incrementAndGet;
        int count =
                running.call(
                        () -> {
                            done.set(0);
                            for (int i = 0; i < IN_A_ROW; i += AT_ONCE) {
                                joinTasks(startTasks(loop, work));
                            }
                            return done.get();
                        });
        require(IN_A_ROW, count);
    }

    private static List<Task<Integer>> startTasks(EventLoop loop, Callable<Integer> work) {
        List<Task<Integer>> tasks = new ArrayList<>(AT_ONCE);
        for (int i = 0; i < AT_ONCE; i++) {
            tasks.add(loop.createTask(work));
        }
        return tasks;
    }

    private static void joinTasks(List<Task<Integer>> tasks)
            throws ExecutionException, InterruptedException {
        for (Task<Integer> task : tasks) {
            task.join();
        }
    }

    /// A baseline, one after the other.
    @Benchmark
    @OperationsPerInvocation(IN_A_ROW)
    public void baselineVirtualThread() throws ExecutionException, InterruptedException {
        int count =
                inVirtualThread(
                        () -> {
                            done.set(0);
                            for (int i = 0; i < IN_A_ROW; i++) {
                                Thread.ofVirtual().start(done::incrementAndGet).join();
                            }
                            return done.get();
                        });
        require(IN_A_ROW, count);
    }

    /// A baseline, a hundred at once.
    @Benchmark
    @OperationsPerInvocation(IN_A_ROW)
    public void baselineVirtualThreadsAtOnce() throws ExecutionException, InterruptedException {
        int count =
                inVirtualThread(
                        () -> {
                            done.set(0);
                            for (int i = 0; i < IN_A_ROW; i += AT_ONCE) {
                                startAndJoinThreads();
                            }
                            return done.get();
                        });
        require(IN_A_ROW, count);
    }

    private static <T> T inVirtualThread(Callable<T> body)
            throws ExecutionException, InterruptedException {
        FutureTask<T> outcome = new FutureTask<>(body);
        Thread.ofVirtual().start(outcome);
        return outcome.get();
    }

    private void startAndJoinThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>(AT_ONCE);
        for (int i = 0; i < AT_ONCE; i++) {
            threads.add(Thread.ofVirtual().start(done::incrementAndGet));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /// A baseline, one after the other.
    @Benchmark
    public void baselinePlatformThread() throws InterruptedException {
        done.set(0);
        Thread.ofPlatform().start(done::incrementAndGet).join();
        require(1, done.get());
    }
}
