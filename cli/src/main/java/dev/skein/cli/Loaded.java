package dev.skein.cli;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A target, loaded: an application or a program.
sealed interface Loaded permits LoadedApp, LoadedProgram {
    /// Compiles the target if it is a source, loads it, and finds the application, or else the main method.
    ///
    /// @throws CommandException if any of that fails
    static Loaded load(Target target, List<Path> classPath) throws CommandException {
        return switch (target) {
            case Target.Source source -> {
                CompiledSource compiled = SourceCompiler.compile(source.file(), withOwn(classPath));
                System.setProperty(
                        "skein.sources", compiled.root().toString()); // for pages that show them
                List<Path> places = new ArrayList<>(classPath);
                places.add(compiled.root());
                ClassLoader loader = new AppClassLoader(compiled.classes(), places);
                yield of(source, compiled.mainClass(), loader, compiled.isProgram());
            }
            case Target.Compiled compiled ->
                    of(
                            compiled,
                            compiled.className(),
                            new AppClassLoader(Map.of(), classPath),
                            true);
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

    private static Loaded of(
            Target target, String className, ClassLoader loader, boolean mayBeProgram)
            throws CommandException {
        Thread.currentThread().setContextClassLoader(loader);
        try {
            Class<?> type = Class.forName(className, true, loader);
            LoadedProgram program =
                    mayBeProgram && !Candidates.isAny(type, target)
                            ? LoadedProgram.ofOrNull(type)
                            : null;
            return program != null ? program : app(type, target, loader);
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
            throw failed(target, e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw failed(target, e);
        }
    }

    private static LoadedApp app(Class<?> type, Target target, ClassLoader loader)
            throws ReflectiveOperationException, CommandException {
        Member member = Candidates.find(type, target);
        return LoadedApp.of(type, member, loader);
    }

    private static CommandException failed(Target target, @Nullable Throwable cause) {
        return CommandException.startup("cannot load " + target, cause);
    }
}
