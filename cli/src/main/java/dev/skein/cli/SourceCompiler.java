package dev.skein.cli;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/// Compiles a Java file, and the sources beside it that it uses, in memory.
///
/// Takes what javac takes and one thing more: a compact source file (JEP 512) need not have a `main` method, for an
/// application has none.
final class SourceCompiler {
    /// No annotation processing, which costs time; no warnings, which are for a build.
    private static final List<String> OPTIONS =
            List.of("-proc:none", "-nowarn", "-Xlint:none", "-g", "-parameters");

    private static final String MAIN = "\nvoid main() {}\n";

    private final Path file;
    private final String text;
    private final Path root;
    private final List<Path> classPath;
    private final JavaCompiler compiler;
    private final List<Diagnostic<? extends JavaFileObject>> errors = new ArrayList<>();

    private SourceCompiler(Path file, List<Path> classPath) throws CommandException {
        this.file = file;
        this.classPath = classPath;
        this.text = read(file);
        this.root = PackageName.rootOf(file, text);
        this.compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw CommandException.startup(
                    "expected a JDK, got a Java runtime without compiler: "
                            + System.getProperty("java.home"));
        }
    }

    /// @param classPath where classes are found that have no source beside the file
    /// @throws CommandException if the file cannot be read or does not compile; the message holds javac's own ones
    static CompiledSource compile(Path file, List<Path> classPath) throws CommandException {
        SourceCompiler compiler = new SourceCompiler(file, classPath);
        try (MemoryFiles files = compiler.openFiles()) {
            return compiler.compile(files);
        } catch (IOException e) {
            throw CommandException.startup("cannot compile " + file + ": " + e.getMessage());
        }
    }

    private static String read(Path file) throws CommandException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            throw CommandException.startup(
                    "there is no file " + file + " in " + Path.of("").toAbsolutePath());
        } catch (CharacterCodingException _) {
            throw CommandException.startup("expected " + file + " to be in UTF-8, but it is not");
        } catch (IOException e) {
            throw CommandException.startup("cannot read " + file + ": " + e.getMessage());
        }
    }

    private MemoryFiles openFiles() throws IOException {
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
        files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(root));
        return new MemoryFiles(files);
    }

    private CompiledSource compile(MemoryFiles files) throws IOException, CommandException {
        JavacTask task = task(files, text);
        CompilationUnitTree unit = task.parse().iterator().next();
        throwIfErrors();
        boolean withoutMain = isCompactWithoutMain(task, unit);
        if (withoutMain) {
            task = task(files, text + MAIN);
            unit = task.parse().iterator().next();
        }
        task.generate();
        throwIfErrors();
        return new CompiledSource(mainClass(unit), files.classes(), root, !withoutMain);
    }

    private JavacTask task(MemoryFiles files, String source) {
        return (JavacTask)
                compiler.getTask(
                        null,
                        files,
                        this::collect,
                        OPTIONS,
                        null,
                        List.of(new MemoryFiles.Source(file, source)));
    }

    private void collect(Diagnostic<? extends JavaFileObject> diagnostic) {
        if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
            errors.add(diagnostic);
        }
    }

    private void throwIfErrors() throws CommandException {
        if (errors.isEmpty()) {
            return;
        }
        StringBuilder message = new StringBuilder("cannot compile " + file + ":\n");
        for (Diagnostic<?> error : errors) {
            message.append(error).append('\n');
        }
        message.append(errors.size()).append(errors.size() == 1 ? " error" : " errors");
        throw CommandException.startup(message.toString());
    }

    private String mainClass(CompilationUnitTree unit) throws CommandException {
        String fileName = String.valueOf(file.getFileName());
        String expected = fileName.substring(0, fileName.length() - ".java".length());
        String first = "";
        for (Tree type : unit.getTypeDecls()) {
            if (type instanceof ClassTree tree) {
                String name = tree.getSimpleName().toString();
                first = first.isEmpty() || name.equals(expected) ? name : first;
            }
        }
        if (first.isEmpty()) {
            throw CommandException.startup("expected a class in " + file + ", found none");
        }
        return unit.getPackageName() == null ? first : unit.getPackageName() + "." + first;
    }

    // ---- compact source files
    // ----------------------------------------------------------------------------------------------------

    private static boolean isCompactWithoutMain(JavacTask task, CompilationUnitTree unit) {
        return unit.getTypeDecls().size() == 1
                && unit.getTypeDecls().getFirst() instanceof ClassTree type
                && isImplicit(task, unit, type)
                && type.getMembers().stream().noneMatch(SourceCompiler::isMain);
    }

    /// The class of a compact source file is final, but the word stands nowhere.
    private static boolean isImplicit(JavacTask task, CompilationUnitTree unit, ClassTree type) {
        return type.getModifiers().getFlags().contains(Modifier.FINAL)
                && Trees.instance(task)
                                .getSourcePositions()
                                .getStartPosition(unit, type.getModifiers())
                        == Diagnostic.NOPOS;
    }

    private static boolean isMain(Tree member) {
        return member instanceof MethodTree method && method.getName().contentEquals("main");
    }
}
