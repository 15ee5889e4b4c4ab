package dev.skein.cli;

import dev.skein.loop.EventLoop;
import dev.skein.loop.LoopOptions;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// A class with a main method, static or not, with the arguments or without (JEP 512), which runs as a task of a loop, as
/// `asyncio.run(main())` does.
///
/// @param main accessible
record LoadedProgram(Class<?> type, Method main) implements Loaded {
    static @Nullable LoadedProgram ofOrNull(Class<?> type) {
        for (Class<?>[] parameters :
                List.<Class<?>[]>of(new Class<?>[] {String[].class}, new Class<?>[0])) {
            try {
                Method main = type.getDeclaredMethod("main", parameters);
                main.setAccessible(true);
                return new LoadedProgram(type, main);
            } catch (NoSuchMethodException _) {
                // the next form
            }
        }
        return null;
    }

    /// Runs it to its end.
    ///
    /// @throws CommandException if it cannot be begun, or throws
    void run(List<String> arguments, LoopOptions options)
            throws CommandException, InterruptedException {
        try (EventLoop loop = new EventLoop(options)) {
            loop.runUntilComplete(() -> call(arguments));
        } catch (ExecutionException e) {
            throw CommandException.failed(type.getName() + " failed", e.getCause());
        }
    }

    private @Nullable Object call(List<String> arguments) throws Exception {
        Thread.currentThread().setContextClassLoader(type.getClassLoader());
        Object[] given =
                main.getParameterCount() == 0
                        ? new Object[0]
                        : new Object[] {arguments.toArray(String[]::new)};
        try {
            return main.invoke(self(), given);
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case Exception exception -> throw exception;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        }
    }

    private @Nullable Object self() throws ReflectiveOperationException {
        if (Modifier.isStatic(main.getModifiers())) {
            return null;
        }
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }
}
