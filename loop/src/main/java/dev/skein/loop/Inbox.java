package dev.skein.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Where other threads leave steps for a loop. Many threads push, the loop's driver takes everything at once; a push is one
/// compare-and-set and allocates nothing.
final class Inbox {
    private static final VarHandle TOP = handle();

    @SuppressWarnings("UnusedVariable") // read and written through TOP
    private volatile @Nullable Step top;

    void push(Step step) {
        Step seen;
        do {
            seen = top;
            step.next = seen;
        } while (!TOP.compareAndSet(this, seen, step));
    }

    boolean isEmpty() {
        return top == null;
    }

    /// Takes all steps, the oldest first.
    @Nullable Step takeAll() {
        if (top == null) {
            return null;
        }
        return reversed((Step) TOP.getAndSet(this, null));
    }

    private static @Nullable Step reversed(@Nullable Step newest) {
        Step result = null;
        Step step = newest;
        while (step != null) {
            Step older = step.next;
            step.next = result;
            result = step;
            step = older;
        }
        return result;
    }

    private static VarHandle handle() {
        try {
            return MethodHandles.lookup().findVarHandle(Inbox.class, "top", Step.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
