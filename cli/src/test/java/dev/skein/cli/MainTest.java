package dev.skein.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs: those that serve are processes of their own, for they take over signals and logging.
@Timeout(120)
class MainTest {
    private static final String HELLO =
            """
            import dev.skein.app.*;

            void hello(Message message, Channels channels) throws Exception {
                if (message instanceof HttpRequest request) {
                    if (request.path().equals("/park")) {
                        channels.reply().send(HttpEarlyHints.links("parked"));
                        Thread.sleep(java.time.Duration.ofDays(1));
                    }
                    channels.reply().send(HttpResponse.text("hello"));
                }
            }
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir private Path directory;

    private int run(String... arguments) {
        return new Main(
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        _ -> {})
                .run(arguments);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void helpAndVersion() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("Usage: skein run TARGET").contains("--bind");
        assertThat(out.toString(UTF_8).lines()).allMatch(line -> line.length() <= 100);
        assertThat(run("run", "-h")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(out.toString(UTF_8)).contains("\nskein ");
    }

    @Test
    void aCommandLineThatMakesNoSense() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("walk", "Hello.java")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("skein: expected a command: skein run TARGET");
        assertThat(run("run", "Hello.java", "--prot=1")).isEqualTo(2);
    }

    @Test
    void servesUntilASignal() throws Exception {
        String hello = file("Hello.java", HELLO);
        try (SkeinProcess skein = SkeinProcess.start("run", hello, "--bind", "127.0.0.1:0")) {
            int port = skein.awaitPort();
            assertThat(SkeinProcess.answer(port, "/a?b")).endsWith("\r\n\r\nhello");
            skein.await("\"GET /a\\?b HTTP/1.1\" 200 5 ");
            skein.signal();
            assertThat(skein.status()).isZero();
            assertThat(skein.output()).contains("INFO     stopping");
        }
    }

    @Test
    void aSecondSignalStopsAtOnce() throws Exception {
        String hello = file("Hello.java", HELLO);
        try (SkeinProcess skein = SkeinProcess.start("run", hello, "--bind", "127.0.0.1:0");
                Socket parked = SkeinProcess.ask(skein.awaitPort(), "/park")) {
            assertThat(parked.getInputStream().read()).isEqualTo('H');
            skein.signal();
            skein.await("INFO +stopping");
            skein.signalUntilItEnds();
            assertThat(skein.status()).isEqualTo(1);
            assertThat(skein.output()).contains("WARNING  second signal: stopping at once");
        }
    }

    @Test
    void aSignalDuringStartupWaitsForItsEnd() throws Exception {
        String slow =
                file(
                        "Slow.java",
                        """
                        import dev.skein.app.*;

                        void slow(Message message, Channels channels) throws Exception {
                            switch (message) {
                                case LifespanStartup _ -> {
                                    IO.println("starting");
                                    IO.readln();
                                }
                                case LifespanShutdown _ -> IO.println("shut down");
                                default -> {}
                            }
                        }
                        """);
        try (SkeinProcess skein = SkeinProcess.start("run", slow, "--bind", "127.0.0.1:0")) {
            skein.await("starting");
            skein.signal();
            skein.await("INFO +stopping when the application has started");
            skein.enter("\n");
            assertThat(skein.status()).isZero();
            assertThat(skein.output()).contains("shut down");
        }
    }

    @Test
    void aPortThatIsTaken() throws Exception {
        String hello = file("Hello.java", HELLO);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            try (SkeinProcess skein = SkeinProcess.start("run", hello, "--bind", address)) {
                assertThat(skein.status()).isEqualTo(3);
                assertThat(skein.output())
                        .isEqualTo(
                                "skein: cannot listen on "
                                        + address
                                        + ": Address already in use; stop what listens there, or choose another"
                                        + " address with --bind\n");
            }
        }
    }

    @Test
    void aStartupThatFailsShowsItsStackTrace() throws Exception {
        String broken =
                file(
                        "Broken.java",
                        """
                        import dev.skein.app.*;

                        void broken(Message message, Channels channels) {
                            throw new IllegalStateException("no database");
                        }
                        """);
        try (SkeinProcess skein = SkeinProcess.start("run", broken, "--bind", "127.0.0.1:0")) {
            assertThat(skein.status()).isEqualTo(3);
            assertThat(skein.output())
                    .startsWith("skein: the application failed to start up\n")
                    .contains(
                            "IllegalStateException: no database\n\tat Broken.broken(Broken.java:4)");
        }
    }

    @Test
    void keysThatCannotBeRead() throws Exception {
        String hello = file("Hello.java", HELLO);
        String[] arguments = {"run", hello, "--ssl-keyfile=no.pem", "--ssl-certfile=no.pem"};
        try (SkeinProcess skein = SkeinProcess.start(arguments)) {
            assertThat(skein.status()).isEqualTo(3);
            assertThat(skein.output()).startsWith("skein: ").contains("no.pem").hasLineCount(1);
        }
    }

    @Test
    void logLevelAndAccessLogAreObeyed() throws Exception {
        String hello = file("Hello.java", HELLO);
        Path socket = directory.resolve("s");
        String[] arguments = {
            "run", hello, "--bind", "unix:" + socket, "--log-level=critical", "--no-access-log"
        };
        try (SkeinProcess skein = SkeinProcess.start(arguments)) {
            while (!Files.exists(socket)) {
                Thread.onSpinWait();
            }
            skein.signal();
            assertThat(skein.status()).isZero();
            assertThat(skein.output()).isEmpty();
        }
    }
}
