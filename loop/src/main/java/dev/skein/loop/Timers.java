package dev.skein.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The timers of one loop: a binary heap ordered by due time, in which each timer knows its place, so that cancelling one is
/// logarithmic too and a cancelled timer leaves nothing behind. Touched only by whoever holds the loop. It reads no clock.
final class Timers {
    private @Nullable TimerHandle[] heap = new TimerHandle[16];
    private int size;

    int size() {
        return size;
    }

    void add(TimerHandle timer) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        siftUp(size++, timer);
    }

    void remove(TimerHandle timer) {
        int hole = timer.index;
        if (hole < 0) {
            return;
        }
        timer.index = -1;
        TimerHandle moved = at(--size);
        heap[size] = null;
        if (hole != size) {
            siftDown(hole, moved);
            if (moved.index == hole) {
                siftUp(hole, moved);
            }
        }
    }

    /// Takes the next timer that is due at `now`, or returns null.
    @Nullable TimerHandle pollDue(long now) {
        if (size == 0 || at(0).when() - now > 0) {
            return null;
        }
        return poll();
    }

    /// Takes the next timer, due or not, or returns null.
    @Nullable TimerHandle poll() {
        if (size == 0) {
            return null;
        }
        TimerHandle next = at(0);
        remove(next);
        return next;
    }

    /// Nanoseconds from `now` until the next timer is due, 0 when one is due already, `Long.MAX_VALUE` without timers.
    long nanosUntilNext(long now) {
        return size == 0 ? Long.MAX_VALUE : Math.max(0, at(0).when() - now);
    }

    private void siftUp(int from, TimerHandle timer) {
        int hole = from;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!isBefore(timer, at(parent))) {
                break;
            }
            place(hole, at(parent));
            hole = parent;
        }
        place(hole, timer);
    }

    private void siftDown(int from, TimerHandle timer) {
        int hole = from;
        for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && isBefore(at(child + 1), at(child))) {
                child++;
            }
            if (!isBefore(at(child), timer)) {
                break;
            }
            place(hole, at(child));
            hole = child;
        }
        place(hole, timer);
    }

    private void place(int index, TimerHandle timer) {
        heap[index] = timer;
        timer.index = index;
    }

    private TimerHandle at(int index) {
        TimerHandle timer = heap[index];
        assert timer != null : "places below size are taken";
        return timer;
    }

    /// Differences, not values, are compared: the clock may wrap.
    private static boolean isBefore(TimerHandle a, TimerHandle b) {
        return a.when() - b.when() < 0;
    }
}
