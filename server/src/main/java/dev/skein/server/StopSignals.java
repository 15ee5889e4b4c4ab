package dev.skein.server;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// SIGINT and SIGTERM, handled from [#handledBy] until [#close()]; for programs that run a [Server] under their own control.
///
/// A shutdown hook would not do, for it cannot see a second signal. What can is `sun.misc.Signal` of the JDK's module
/// `jdk.unsupported`, which has no replacement; it is called by reflection, because the compiler warns of the mere name and cannot
/// be told not to.
public final class StopSignals implements AutoCloseable {
    /// Some senders signal a process and then its group, so that one request to stop arrives twice.
    private static final long SAME_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Runnable handler;
    private final List<Runnable> undo = new ArrayList<>();
    private boolean signalled;
    private long last;

    private StopSignals(Runnable handler) {
        this.handler = handler;
    }

    /// Has `handler` called, on a thread of the JVM's, at each signal. One that follows another within 100 ms counts as the same.
    ///
    /// @throws IllegalStateException if the JVM cannot handle signals
    public static StopSignals handledBy(Runnable handler) {
        StopSignals signals = new StopSignals(handler);
        try {
            signals.install();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "this JVM cannot handle signals: is the module jdk.unsupported missing?", e);
        }
        return signals;
    }

    private void install() throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Method handle = signalType.getMethod("handle", signalType, handlerType);
        MethodHandle signalled =
                MethodHandles.lookup()
                        .findVirtual(
                                StopSignals.class, "signalled", MethodType.methodType(void.class));
        Object adapter =
                MethodHandleProxies.asInterfaceInstance(
                        handlerType,
                        MethodHandles.dropArguments(signalled.bindTo(this), 0, signalType));
        for (String name : List.of("INT", "TERM")) {
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            Object previous = handle.invoke(null, signal, adapter);
            undo.add(() -> restore(handle, signal, previous));
        }
    }

    @SuppressWarnings("UnusedMethod") // found by name
    private void signalled() {
        signalled(System.nanoTime());
    }

    void signalled(long now) {
        if (isAnother(now)) {
            handler.run();
        }
    }

    private synchronized boolean isAnother(long now) {
        if (signalled && now - last <= SAME_NANOS) {
            return false;
        }
        signalled = true;
        last = now;
        return true;
    }

    private static void restore(Method handle, Object signal, Object previous) {
        try {
            handle.invoke(null, signal, previous);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a signal handler could not be restored", e);
        }
    }

    /// Gives the signals back to whoever handled them before.
    @Override
    public void close() {
        undo.forEach(Runnable::run);
    }
}
