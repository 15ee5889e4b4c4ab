package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.HttpResponse;
import dev.skein.app.LifespanStartup;
import dev.skein.app.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedAppTest {
    private static final String IMPORTS = "import dev.skein.app.*;\n";

    @TempDir private Path directory;

    @Test
    void aStaticMethod() throws Exception {
        write("A.java", type("A", "static " + handler("a", "'static'")));
        assertThat(answer("A.java")).isEqualTo("static");
    }

    @Test
    void anInstanceMethodOfOneInstance() throws Exception {
        write("A.java", type("A", "int calls; " + handler("a", "'call ' + ++calls")));
        LoadedApp app = load("A.java");
        assertThat(answer(app)).isEqualTo("call 1");
        assertThat(answer(app)).isEqualTo("call 2");
    }

    @Test
    void aCompactSourceFileWithAndWithoutMain() throws Exception {
        write("A.java", IMPORTS + java(handler("a", "'compact'")));
        write("B.java", IMPORTS + java("void main() {} static " + handler("b", "'main'")));
        assertThat(answer("A.java")).isEqualTo("compact");
        assertThat(answer("B.java")).isEqualTo("main");
    }

    @Test
    void aFieldAndAFactory() throws Exception {
        String lambda = "(m, c) -> c.reply().send(HttpResponse.text('%s'))";
        write(
                "A.java",
                type(
                        "A",
                        "static App field = " + lambda.formatted("field") + ";",
                        "App make() { return " + lambda.formatted("factory") + "; }"));
        assertThat(answer("A.java:field")).isEqualTo("field");
        assertThat(answer("A.java:make")).isEqualTo("factory");
    }

    @Test
    void sourcesBesideItAreFound() throws Exception {
        write("A.java", type("A", "static " + handler("a", "B.text()")));
        write("B.java", "class B { static String text() { return \"beside\"; } }");
        assertThat(answer("A.java")).isEqualTo("beside");
    }

    @Test
    void packagesBeginAboveTheFile() throws Exception {
        Files.createDirectories(directory.resolve("com/acme/text"));
        write(
                "com/acme/A.java",
                "/* a; */ // b\npackage com.acme;\n"
                        + type("A", "static " + handler("a", "com.acme.text.B.text()")));
        write(
                "com/acme/text/B.java",
                "package com.acme.text; public class B { public static String text() { return \"package\"; } }");
        assertThat(answer("com/acme/A.java")).isEqualTo("package");
    }

    @Test
    void theContextClassLoaderIsTheApplications() throws Exception {
        String name = "Thread.currentThread().getContextClassLoader().loadClass('A').getName()";
        write("A.java", type("A", "static " + handler("a", name)));
        assertThat(answer("A.java")).isEqualTo("A");
    }

    @Test
    void resourcesBesideTheSourceAreFound() throws Exception {
        write("hello.txt", "a resource");
        String read = "new String(A.class.getResourceAsStream('hello.txt').readAllBytes())";
        write("A.java", type("A", "static " + handler("a", read)));
        assertThat(answer("A.java")).isEqualTo("a resource");
    }

    @Test
    void aCompiledClass() throws Exception {
        LoadedApp app = app(Target.parse("dev.skein.cli.LoadedAppTest$Compiled:app"), List.of());
        assertThat(answer(app)).isEqualTo("compiled");
    }

    static final class Compiled {
        private Compiled() {}

        static void app(Message message, Channels channels) throws Exception {
            channels.reply().send(HttpResponse.text("compiled"));
        }
    }

    // ---- failures
    // --------------------------------------------------------------------------------------------------------------

    @Test
    void aMistakeIsShownAsJavacShowsIt() throws IOException {
        write("A.java", "class A {\n    int a = true;\n}\n");
        assertFailure("A.java")
                .withMessageStartingWith("cannot compile ")
                .withMessageContaining("A.java:2: error: incompatible types")
                .withMessageContaining("    int a = true;\n            ^")
                .withMessageEndingWith("1 error");
    }

    @Test
    void aMistakeInACompactFileDoesNotShowWhatWasAdded() throws IOException {
        write("A.java", "void a() {\n");
        assertFailure("A.java").matches(e -> !String.valueOf(e.getMessage()).contains("main"));
    }

    @Test
    void whatIsMissing() throws IOException {
        assertFailure("No.java").withMessageContaining("there is no file ");
        write("Empty.java", "");
        assertFailure("Empty.java").withMessageContaining("expected a class in ");
        write("A.java", type("A", "static void a(String a) {}", "static " + handler("b", "''")));
        assertFailure("A.java:c")
                .withMessageContaining("found no application 'c'")
                .withMessageContaining(", but b; looked for a method (Message, Channels)");
        write("None.java", "class None {}");
        assertFailure("None.java").withMessageContaining("found no application in ");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> app(Target.parse("no.Such"), List.of()))
                .withMessageContaining("there is no class no.Such on the class path");
    }

    @Test
    void severalAreNamed() throws IOException {
        write("A.java", type("A", "static " + handler("a", "''"), "static " + handler("b", "''")));
        assertFailure("A.java")
                .withMessageContaining("found several applications in ")
                .withMessageContaining(": a, b; say which: skein run ");
    }

    @Test
    void privateOnesAreTakenByNameOnly() throws Exception {
        write(
                "A.java",
                type(
                        "A",
                        "static " + handler("a", "'public'"),
                        "private static " + handler("b", "'private'")));
        assertThat(answer("A.java")).isEqualTo("public");
        assertThat(answer("A.java:b")).isEqualTo("private");
    }

    @Test
    void whatTheApplicationThrowsIsTheCause() throws IOException {
        write(
                "A.java",
                type("A", "A() { throw new IllegalStateException('no'); }", handler("a", "''")));
        assertFailure("A.java").withCauseInstanceOf(IllegalStateException.class);
        write(
                "B.java",
                type("B", "static int i = 1 / (B.class == null ? 1 : 0);", handler("b", "''")));
        assertFailure("B.java").withCauseInstanceOf(ExceptionInInitializerError.class);
        write("C.java", type("C", "static App c;"));
        assertFailure("C.java").withMessageContaining("expected an App from C:c, got null");
        write("D.java", type("D", "D(int i) {}", handler("d", "''")));
        assertFailure("D.java").withMessageContaining("expected a constructor without parameters");
    }

    // ---- tools
    // -----------------------------------------------------------------------------------------------------------------

    private org.assertj.core.api.ThrowableAssertAlternative<CommandException> assertFailure(
            String target) {
        return assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> load(target))
                .matches(e -> e.status() == CommandException.STARTUP);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    /// Java with strings in single quotes.
    private static String java(String text) {
        return text.replace('\'', '"');
    }

    private static String type(String name, String... members) {
        return IMPORTS + java("class " + name + " { " + String.join("\n", members) + " }");
    }

    private static String handler(String name, String text) {
        return "void "
                + name
                + "(Message m, Channels c) throws Exception { c.reply().send(HttpResponse.text("
                + text
                + ")); }";
    }

    private LoadedApp load(String target) throws CommandException {
        return app(Target.parse(directory + "/" + target), List.of());
    }

    private static LoadedApp app(Target target, List<Path> classPath) throws CommandException {
        return (LoadedApp) Loaded.load(target, classPath);
    }

    private String answer(String target) throws Exception {
        return answer(load(target));
    }

    private static String answer(LoadedApp app) throws Exception {
        Reply reply = new Reply();
        app.handle(new LifespanStartup(), reply);
        HttpResponse response = (HttpResponse) reply.sent.getFirst();
        return new String(response.content(), StandardCharsets.UTF_8);
    }

    private static final class Reply implements Channels, Channel {
        private final List<Message> sent = new ArrayList<>();

        @Override
        public Channel reply() {
            return this;
        }

        @Override
        public Channel body() {
            throw new IllegalStateException("there is no body");
        }

        @Override
        public String name() {
            return "reply";
        }

        @Override
        public void send(Message message) {
            sent.add(message);
        }
    }
}
