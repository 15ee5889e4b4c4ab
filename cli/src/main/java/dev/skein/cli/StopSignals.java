package dev.skein.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/// SIGINT and SIGTERM.
///
/// A shutdown hook would not do, for it cannot see a second signal. `sun.misc.Signal` can; it is called by reflection, because
/// the compiler warns of the mere name and cannot be told not to.
final class StopSignals {
    private StopSignals() {}

    /// Has `handler` called, on a thread of the JVM's, at each signal from now on.
    static void handleWith(Runnable handler) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            MethodHandle run =
                    lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class));
            Object adapter =
                    MethodHandleProxies.asInterfaceInstance(
                            handlerType,
                            MethodHandles.dropArguments(run.bindTo(handler), 0, signalType));
            for (String name : List.of("INT", "TERM")) {
                Object signal = signalType.getConstructor(String.class).newInstance(name);
                signalType
                        .getMethod("handle", signalType, handlerType)
                        .invoke(null, signal, adapter);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "this JVM cannot handle signals: is the module jdk.unsupported missing?", e);
        }
    }
}
