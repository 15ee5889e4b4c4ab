package dev.skein.cli;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What to run.
sealed interface Target {
    /// A Java file.
    record Source(Path file, @Nullable String name) implements Target {
        @Override
        public String toString() {
            return file.toString();
        }
    }

    /// A compiled class.
    record Compiled(String className, @Nullable String name) implements Target {
        @Override
        public String toString() {
            return className;
        }
    }

    /// Which application in there, or null if there is only one.
    @Nullable String name();

    /// The target that a command line names.
    ///
    /// @throws CommandException if the text is neither a Java file nor a class name
    static Target parse(String text) throws CommandException {
        Matcher source = Forms.SOURCE.matcher(text);
        if (source.matches()) {
            return new Source(Path.of(source.group(1)), source.group(2));
        }
        Matcher compiled = Forms.COMPILED.matcher(text);
        if (compiled.matches()) {
            return new Compiled(compiled.group(1), compiled.group(2));
        }
        throw CommandException.usage(
                "expected a TARGET such as Hello.java, Hello.java:name or com.acme.Chat:name, got '"
                        + text
                        + "'");
    }

    /// How targets look.
    final class Forms {
        private static final String NAME =
                "[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}]*";
        private static final Pattern SOURCE = Pattern.compile("(.+\\.java)(?::(" + NAME + "))?");
        private static final Pattern COMPILED =
                Pattern.compile("(" + NAME + "(?:\\." + NAME + ")*)(?::(" + NAME + "))?");

        private Forms() {}
    }
}
