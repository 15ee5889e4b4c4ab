package dev.skein.bench;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/// What two players pass to each other a number of times. Whoever has not got it is parked.
final class Token {
    private final AtomicReferenceArray<Thread> players = new AtomicReferenceArray<>(2);
    private final int most;
    private volatile int passes;

    Token(int most) {
        this.most = most;
    }

    /// Plays on the caller's thread to the end. Returns how often this side passed it.
    ///
    /// @param side 0 has it at first, 1 is the other
    int play(int side) {
        players.set(side, Thread.currentThread());
        int own = 0;
        for (int turn = side; turn < most; turn += 2) {
            await(turn);
            passes = turn + 1;
            LockSupport.unpark(players.get(1 - side));
            own++;
        }
        return own;
    }

    /// Waits on the caller's thread, as the other side, until the last pass.
    void awaitEnd() {
        players.set(1, Thread.currentThread());
        await(most);
    }

    private void await(int turn) {
        while (passes != turn) {
            LockSupport.park(this);
        }
    }

    int passes() {
        return passes;
    }
}
