package dev.skein.server;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/// SIGINT and SIGTERM, handled while it is open.
///
/// A shutdown hook would not do, for it cannot see a second signal. What can is `sun.misc.Signal` of the
/// JDK's module `jdk.unsupported`, which has no replacement; it is called by reflection, because the
/// compiler warns of the mere name and cannot be told not to.
final class Signals implements AutoCloseable {
    private final List<Runnable> undo = new ArrayList<>();

    private Signals() {}

    /// Has `handler` called, on a thread of the JVM's, at each signal.
    static Signals handledBy(Runnable handler) {
        Signals signals = new Signals();
        try {
            for (String name : List.of("INT", "TERM")) {
                signals.handle(name, handler);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "this JVM cannot handle signals: is the module jdk.unsupported missing?", e);
        }
        return signals;
    }

    private void handle(String name, Runnable handler) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Method handle = signalType.getMethod("handle", signalType, handlerType);
        Object signal = signalType.getConstructor(String.class).newInstance(name);
        Object proxy =
                Proxy.newProxyInstance(
                        handlerType.getClassLoader(),
                        new Class<?>[] {handlerType},
                        (self, method, arguments) -> {
                            if (method.getName().equals("handle")) {
                                handler.run();
                                return null;
                            }
                            return method.getName().equals("equals")
                                    ? (Object) (self == arguments[0])
                                    : self.getClass().hashCode();
                        });
        Object previous = handle.invoke(null, signal, proxy);
        undo.add(() -> restore(handle, signal, previous));
    }

    private static void restore(Method handle, Object signal, Object previous) {
        try {
            handle.invoke(null, signal, previous);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a signal handler could not be restored", e);
        }
    }

    @Override
    public void close() {
        undo.forEach(Runnable::run);
    }
}
