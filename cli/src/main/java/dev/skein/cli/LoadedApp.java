package dev.skein.cli;

import dev.skein.app.App;
import dev.skein.app.Channels;
import dev.skein.app.Message;
import java.io.File;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A target, loaded. While it handles a message, its class loader is the thread's context class loader.
record LoadedApp(App app, ClassLoader loader) implements App {
    private static final MethodType HANDLE =
            MethodType.methodType(void.class, Message.class, Channels.class);

    @Override
    public void handle(Message message, Channels channels) throws Exception {
        Thread.currentThread().setContextClassLoader(loader);
        app.handle(message, channels);
    }

    /// Compiles the target if it is a source, loads it, and finds the application.
    ///
    /// @throws CommandException if any of that fails
    static LoadedApp load(Target target, List<Path> classPath) throws CommandException {
        return switch (target) {
            case Target.Source source -> {
                CompiledSource compiled = SourceCompiler.compile(source.file(), withOwn(classPath));
                List<Path> places = new ArrayList<>(classPath);
                places.add(compiled.root());
                ClassLoader loader = new AppClassLoader(compiled.classes(), places);
                yield of(source, compiled.mainClass(), loader);
            }
            case Target.Compiled compiled ->
                    of(compiled, compiled.className(), new AppClassLoader(Map.of(), classPath));
        };
    }

    private static List<Path> withOwn(List<Path> classPath) {
        List<Path> all = new ArrayList<>(classPath);
        for (String path :
                System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            if (!path.isEmpty()) {
                all.add(Path.of(path));
            }
        }
        return all;
    }

    private static LoadedApp of(Target target, String className, ClassLoader loader)
            throws CommandException {
        Thread.currentThread().setContextClassLoader(loader);
        try {
            Class<?> type = Class.forName(className, true, loader);
            return new LoadedApp(app(type, Candidates.find(type, target)), loader);
        } catch (ClassNotFoundException _) {
            throw CommandException.startup(
                    "there is no class "
                            + className
                            + " on the class path: give its jar or directory with --class-path");
        } catch (NoSuchMethodException _) {
            throw CommandException.startup(
                    "expected a constructor without parameters in "
                            + className
                            + ", or else a static method or field");
        } catch (InvocationTargetException e) {
            throw failed(target, e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw failed(target, e);
        }
    }

    private static CommandException failed(Target target, Throwable cause) {
        return CommandException.startup("cannot load the application from " + target, cause);
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
