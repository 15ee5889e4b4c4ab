package dev.skein.loop;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;

/// The forms in which an interruption comes out of blocking code.
final class Interrupts {
    private Interrupts() {}

    static boolean isInterruption(Throwable e) {
        return e instanceof InterruptedException
                || e instanceof CancellationException
                || e instanceof ClosedByInterruptException
                || e instanceof InterruptedIOException;
    }
}
