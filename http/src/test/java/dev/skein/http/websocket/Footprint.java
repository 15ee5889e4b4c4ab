package dev.skein.http.websocket;

import java.lang.reflect.Method;

/// What the current thread has allocated on the heap, in bytes.
///
/// By reflection: the module reads java.base only, and this is no reason for more.
final class Footprint {
    private static final Object THREADS;
    private static final Method ALLOCATED;

    static {
        try {
            THREADS =
                    Class.forName("java.lang.management.ManagementFactory")
                            .getMethod("getThreadMXBean")
                            .invoke(null);
            ALLOCATED =
                    Class.forName("com.sun.management.ThreadMXBean")
                            .getMethod("getCurrentThreadAllocatedBytes");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Footprint() {}

    static long allocated() {
        try {
            return (long) ALLOCATED.invoke(THREADS);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The least that some work allocates, so that one-time costs do not count.
    static long of(Runnable work) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = allocated();
            work.run();
            least = Math.min(least, allocated() - before);
        }
        return least;
    }
}
