package dev.skein.loop;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The drivers of one loop: hands out an idle one or a new one, up to a cap.
final class Drivers {
    private final LoopCore core;
    private final String name;
    private final int cap;
    private final ConcurrentLinkedDeque<Driver> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();

    Drivers(LoopCore core, String name, int cap) {
        this.core = core;
        this.name = name;
        this.cap = cap;
    }

    /// A driver that is free to take the loop, or null when as many as allowed are busy.
    @Nullable Driver acquire() {
        return acquire(cap);
    }

    /// A driver to run heirs. There may be one more for that: a loop all of whose drivers are busy might need it most.
    @Nullable Driver helper() {
        return acquire(cap + 1);
    }

    private @Nullable Driver acquire(int most) {
        Driver spare = idle.pollFirst();
        if (spare != null) {
            return spare;
        }
        if (alive.incrementAndGet() > most) {
            alive.decrementAndGet();
            return null;
        }
        try {
            return started();
        } catch (Throwable e) { // the system has no thread left
            alive.decrementAndGet();
            throw e;
        }
    }

    /// A driver to close the loop with, whatever the others are stuck in.
    Driver last() {
        alive.incrementAndGet();
        return started();
    }

    /// Started before it gets the loop: were there no thread to be had, the loop would be lost.
    private Driver started() {
        Driver driver = new Driver(core, name + "-" + made.incrementAndGet());
        driver.start();
        return driver;
    }

    void release(Driver driver) {
        idle.addFirst(driver);
    }

    /// Lets an idle driver end; false when it was acquired in the meantime.
    boolean retire(Driver driver) {
        boolean removed = idle.remove(driver);
        if (removed) {
            alive.decrementAndGet();
        }
        return removed;
    }

    /// Lets all idle drivers end, once the loop is closed.
    void endIdle() {
        for (Driver driver = idle.pollFirst(); driver != null; driver = idle.pollFirst()) {
            LockSupport.unpark(driver);
        }
    }

    int alive() {
        return alive.get();
    }
}
