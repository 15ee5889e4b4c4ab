package dev.skein.loop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Makes virtual threads whose scheduler is ours.
///
/// JDK 25 has the way in, `java.lang.ThreadBuilders.newVirtualThread`, but keeps it to itself: it takes
/// `--add-opens java.base/java.lang=ALL-UNNAMED` (on the module path: `=dev.skein.loop`). Without the flag [#CARRIED] is
/// false, one log line says so, and tasks run on the JDK's default scheduler: the same behaviour, about a quarter slower.
final class VirtualThreads {
    /// True when tasks can be carried by their loop's own thread.
    static final boolean CARRIED;

    private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;
    private static final @Nullable MethodHandle NEW_VIRTUAL_THREAD;
    private static final @Nullable MethodHandle CURRENT_CARRIER;

    private static final @Nullable MethodHandle STATE;

    /// On the way to a monitor; waiting for it; told that it is free, and not there yet.
    private static final int BLOCKING;

    private static final int BLOCKED;
    private static final int UNBLOCKED;

    /// Added to a state while somebody looks at the thread's stack.
    private static final int SUSPENDED;

    static {
        primePoller();
        Handles found = null;
        if (!Boolean.getBoolean("skein.default.scheduler")) {
            try {
                found = Handles.find();
            } catch (ReflectiveOperationException | RuntimeException e) {
                System.getLogger("dev.skein.loop")
                        .log(
                                System.Logger.Level.WARNING,
                                "tasks run on the JDK's default scheduler, about 25 % slower: start the JVM with"
                                        + " --add-opens java.base/java.lang=ALL-UNNAMED ("
                                        + e.getMessage()
                                        + ")");
            }
        }
        CARRIED = found != null;
        NEW_VIRTUAL_THREAD = found == null ? null : found.create;
        CURRENT_CARRIER = found == null ? null : found.carrier;
        STATE = found == null ? null : found.state;
        BLOCKING = found == null ? 0 : found.blocking;
        BLOCKED = found == null ? 0 : found.blocked;
        UNBLOCKED = found == null ? 0 : found.unblocked;
        SUSPENDED = found == null ? 0 : found.suspended;
    }

    private VirtualThreads() {}

    /// A new, unstarted virtual thread. Its scheduler is `scheduler` when [#CARRIED], the JDK's otherwise.
    static Thread create(Executor scheduler, Runnable body) {
        if (!CARRIED) {
            return Thread.ofVirtual().inheritInheritableThreadLocals(false).unstarted(body);
        }
        assert NEW_VIRTUAL_THREAD != null : "CARRIED says so";
        try {
            return (Thread)
                    NEW_VIRTUAL_THREAD.invokeExact(
                            scheduler, (String) null, NO_INHERIT_THREAD_LOCALS, body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("creating a virtual thread threw a checked exception", e);
        }
    }

    /// The platform thread that carries the caller, or the caller itself when it is a platform thread.
    static Thread carrier() {
        if (!CARRIED) {
            return Thread.currentThread();
        }
        assert CURRENT_CARRIER != null : "CARRIED says so";
        try {
            return (Thread) CURRENT_CARRIER.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("reading the carrier threw a checked exception", e);
        }
    }

    /// True when a virtual thread that waited for a monitor has been told that it is free, and has
    /// not run since. Only when [#CARRIED].
    static boolean isUnblocked(Thread thread) {
        return state(thread) == UNBLOCKED;
    }

    /// True while a virtual thread waits for a monitor, or is about to go on after that. Only when
    /// [#CARRIED].
    static boolean isAtMonitor(Thread thread) {
        int state = state(thread);
        return state == BLOCKING || state == BLOCKED || state == UNBLOCKED;
    }

    private static int state(Thread thread) {
        assert STATE != null : "asked for carried threads only";
        try {
            return (int) STATE.invokeExact(thread) & ~SUSPENDED;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("reading a thread's state threw a checked exception", e);
        }
    }

    /// What is found inside the JDK: all of it, or nothing.
    private record Handles(
            MethodHandle create,
            MethodHandle carrier,
            MethodHandle state,
            int blocking,
            int blocked,
            int unblocked,
            int suspended) {

        static Handles find() throws ReflectiveOperationException {
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            Class<?> virtual = Class.forName("java.lang.VirtualThread");
            MethodType created =
                    MethodType.methodType(
                            Thread.class, Executor.class, String.class, int.class, Runnable.class);
            MethodHandles.Lookup here = MethodHandles.lookup();
            return new Handles(
                    MethodHandles.privateLookupIn(builders, here)
                            .findStatic(builders, "newVirtualThread", created),
                    MethodHandles.privateLookupIn(Thread.class, here)
                            .findStatic(
                                    Thread.class,
                                    "currentCarrierThread",
                                    MethodType.methodType(Thread.class)),
                    MethodHandles.privateLookupIn(virtual, here)
                            .findGetter(virtual, "state", int.class)
                            .asType(MethodType.methodType(int.class, Thread.class)),
                    constant(virtual, "BLOCKING"),
                    constant(virtual, "BLOCKED"),
                    constant(virtual, "UNBLOCKED"),
                    constant(virtual, "SUSPENDED"));
        }

        private static int constant(Class<?> type, String name)
                throws ReflectiveOperationException {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field.getInt(null);
        }
    }

    /// The JDK's own poller threads are virtual and inherit the scheduler of whoever happens to
    /// initialise them. Were that one of our tasks, every blocking `java.net` call in the process
    /// would depend on one loop; so it is done here, before there is any task of ours.
    private static void primePoller() {
        try {
            Class.forName("sun.nio.ch.Poller");
        } catch (ClassNotFoundException _) {
            // A JDK without that class has no pollers to keep off our loops.
        }
    }
}
