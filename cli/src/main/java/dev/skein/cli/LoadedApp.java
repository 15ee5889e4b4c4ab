package dev.skein.cli;

import dev.skein.app.App;
import dev.skein.app.Channels;
import dev.skein.app.Message;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/// A target, loaded. While it handles a message, its class loader is the thread's context class loader.
record LoadedApp(App app, ClassLoader loader) implements App, Loaded {
    private static final MethodType HANDLE =
            MethodType.methodType(void.class, Message.class, Channels.class);

    @Override
    public void handle(Message message, Channels channels) throws Exception {
        Thread.currentThread().setContextClassLoader(loader);
        app.handle(message, channels);
    }

    static LoadedApp of(Class<?> type, Member member, ClassLoader loader)
            throws ReflectiveOperationException, CommandException {
        return new LoadedApp(app(type, member), loader);
    }

    private static App app(Class<?> type, Member member)
            throws ReflectiveOperationException, CommandException {
        boolean isStatic = Modifier.isStatic(member.getModifiers());
        Object self = isStatic ? null : instance(type);
        Object app =
                switch (member) {
                    case Method method when Candidates.isHandler(method) -> handler(method, self);
                    case Method method -> method.invoke(self);
                    case Field field -> field.get(self);
                    default -> throw new AssertionError("a candidate is a method or a field");
                };
        if (app == null) {
            throw CommandException.startup(
                    "expected an App from "
                            + type.getName()
                            + ":"
                            + member.getName()
                            + ", got null");
        }
        return (App) app;
    }

    private static Object instance(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private static App handler(Method method, @org.jspecify.annotations.Nullable Object self)
            throws IllegalAccessException {
        MethodHandle unbound = MethodHandles.lookup().unreflect(method);
        MethodHandle handle = (self == null ? unbound : unbound.bindTo(self)).asType(HANDLE);
        return (message, channels) -> {
            try {
                handle.invokeExact(message, channels);
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("the application threw a bare Throwable", e);
            }
        };
    }
}
