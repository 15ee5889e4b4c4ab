package dev.skein.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Several running loops, one per processor by default, over which a server spreads its connections.
public final class LoopGroup implements AutoCloseable {
    private final List<EventLoop> loops;
    private final AtomicInteger turn = new AtomicInteger();

    private LoopGroup(List<EventLoop> loops) {
        this.loops = loops;
    }

    /// One running loop per processor the JVM may use.
    public static LoopGroup start() {
        return start(Runtime.getRuntime().availableProcessors(), LoopOptions.defaults());
    }

    /// A group of running loops.
    ///
    /// @param size how many loops, at least 1
    /// @param options for each; the loops are named `name-1`, `name-2`, …
    public static LoopGroup start(int size, LoopOptions options) {
        if (size < 1) {
            throw new IllegalArgumentException("a group needs at least 1 loop, got " + size);
        }
        List<EventLoop> started = new ArrayList<>(size);
        try {
            for (int i = 1; i <= size; i++) {
                EventLoop loop = new EventLoop(options.withName(options.name() + "-" + i));
                started.add(loop);
                loop.start();
            }
        } catch (RuntimeException | Error e) { // no selector or thread to be had
            new LoopGroup(started).close();
            throw e;
        }
        return new LoopGroup(List.copyOf(started));
    }

    /// The loops.
    public List<EventLoop> loops() {
        return loops;
    }

    /// The loops in turn. Safe from any thread.
    public EventLoop next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    /// Stops all loops, waits until they have, and closes them.
    ///
    /// @throws IllegalStateException if the caller runs on one of them
    @Override
    public void close() {
        EventLoop here = EventLoop.currentOrNull();
        if (here != null && loops.contains(here)) {
            throw new IllegalStateException(
                    "expected a caller outside the group, but came from a step of " + here);
        }
        loops.forEach(EventLoop::stop);
        boolean interrupted = false;
        for (EventLoop loop : loops) {
            while (loop.isRunning()) {
                interrupted |= !awaitStopped(loop);
            }
            loop.close();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean awaitStopped(EventLoop loop) {
        try {
            loop.awaitStopped();
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }
}
