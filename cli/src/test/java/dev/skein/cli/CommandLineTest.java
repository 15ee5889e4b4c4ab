package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.skein.http.websocket.DeflateOptions;
import dev.skein.server.ServerOptions;
import dev.skein.server.WebSocketOptions;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
    @Test
    void nothingSaidIsTheDefaults() throws CommandException {
        Settings settings = CommandLine.parse("run", "Hello.java");
        assertThat(settings.serverOptions()).isEqualTo(ServerOptions.defaults());
        assertThat(settings.words).containsExactly("run", "Hello.java");
        assertThat(settings.accessLog).isTrue();
    }

    @Test
    void theDefaultsInTheHelpAreTheDefaultsOfTheRecords() throws CommandException {
        List<Option<Settings>> shown =
                Options.GROUPS.stream()
                        .flatMap(group -> group.options().stream())
                        .filter(option -> !option.standard().isEmpty())
                        .toList();
        assertThat(shown).hasSizeGreaterThan(20);
        String[] arguments =
                shown.stream()
                        .map(option -> option.name() + "=" + option.standard())
                        .toArray(String[]::new);
        Settings settings = CommandLine.parse(arguments);
        assertThat(settings.serverOptions()).isEqualTo(ServerOptions.defaults());
        assertThat(settings.logLevel).isEqualTo(LogLevel.INFO);
        for (Option<Settings> option : shown) {
            assertThat(Help.run()).contains("[" + option.standard() + "]");
        }
    }

    private static WebSocketOptions webSockets(String... arguments) throws CommandException {
        return Objects.requireNonNull(
                CommandLine.parse(arguments).serverOptions().webSockets(), "webSockets");
    }

    @Test
    void theOptionsOfWebSockets() throws CommandException {
        WebSocketOptions options =
                webSockets(
                        "--ws-max-size=64k",
                        "--ws-ping-interval=0",
                        "--ws-allow-origin=https://a.example",
                        "--ws-allow-origin=same-origin",
                        "--ws-context-takeover");
        assertThat(options.limits().messageBytes()).isEqualTo(65_536);
        assertThat(options.limits().frameBytes()).isEqualTo(65_536);
        assertThat(options.pingInterval()).isNull();
        assertThat(options.allowedOrigins()).containsExactly("https://a.example", "same-origin");
        assertThat(options.deflate()).extracting(DeflateOptions::contextTakeover).isEqualTo(true);
        assertThat(CommandLine.parse("--no-ws").serverOptions().webSockets()).isNull();
        assertThat(webSockets("--no-ws-per-message-deflate").deflate()).isNull();
    }

    @Test
    void everyOptionWithAValueChangesSomething() throws CommandException {
        for (OptionGroup<Settings> group : Options.GROUPS) {
            for (Option<Settings> option : group.options()) {
                if (List.of("SIZE", "COUNT", "TIME", "MS").contains(option.value())) {
                    assertThat(CommandLine.parse(option.name(), "77").serverOptions())
                            .as(option.name())
                            .isNotEqualTo(ServerOptions.defaults());
                }
            }
        }
    }

    @Test
    void valuesArriveWhereTheyBelong() throws CommandException {
        ServerOptions options =
                CommandLine.parse(
                                "--limit-body=2m",
                                "--limit-unread",
                                "8k",
                                "--limit-concurrency=5",
                                "--timeout-keep-alive=2.5",
                                "--timeout-linger=500ms",
                                "--hand-off-after=0",
                                "--lifespan=off",
                                "--debug")
                        .serverOptions();
        assertThat(options.limits().http1().bodyBytes()).isEqualTo(2 << 20);
        assertThat(options.limits().unread()).isEqualTo(8192);
        assertThat(options.limits().calls()).isEqualTo(5);
        assertThat(options.timeouts().keepAlive()).isEqualTo(Duration.ofMillis(2500));
        assertThat(options.timeouts().linger()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.loopOptions().handOffAfter()).isZero();
        assertThat(options.loopOptions().debug()).isTrue();
        assertThat(options.debug()).isTrue();
        assertThat(options.lifespan()).isEqualTo(ServerOptions.Lifespan.OFF);
    }

    @Test
    void addressesOfAllKinds() throws CommandException {
        Settings settings =
                CommandLine.parse(
                        "--bind",
                        "127.0.0.1:1",
                        "--bind",
                        "[::1]:2",
                        "--bind",
                        ":3",
                        "--bind",
                        "unix:/tmp/a.sock");
        assertThat(settings.serverOptions().bind())
                .containsExactly(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1),
                        new InetSocketAddress(InetAddress.ofLiteral("::1"), 2),
                        new InetSocketAddress(3),
                        UnixDomainSocketAddress.of(Path.of("/tmp/a.sock")));
    }

    @Test
    void classPathsAreLikeThoseOfJava(@TempDir Path directory) throws Exception {
        Path jar = Files.createFile(directory.resolve("a.jar"));
        Files.createFile(directory.resolve("b.txt"));
        String both = directory + File.pathSeparator + directory + "/*";
        assertThat(CommandLine.parse("--class-path", both).classPath)
                .containsExactly(directory, jar);
        assertRefused(
                "--class-path: there is no file or directory 'no.jar'", "--class-path=no.jar");
    }

    @Test
    void afterTwoDashesThereAreNoOptions() throws CommandException {
        assertThat(CommandLine.parse("run", "--", "--help").words).containsExactly("run", "--help");
    }

    @Test
    void anUnknownOptionNamesTheNearest() {
        assertRefused("did you mean --limit-body?", "--limit-boddy=1");
        assertRefused("unknown option '--bidn'; did you mean --bind?", "--bidn", "x");
    }

    @Test
    void valuesThatWillNotDo() {
        assertRefused("--bind: expected host:port", "--bind", "8000");
        assertRefused("--bind: expected host:port", "--bind", "localhost:65536");
        assertRefused("--bind: expected a name or address", "--bind", "no.such.host.invalid:80");
        assertRefused("--limit-body: expected a size", "--limit-body=-1");
        assertRefused("--limit-body: expected a smaller size", "--limit-body=99999999999g");
        assertRefused("--limit-unread: expected a size under 2g", "--limit-unread=2g");
        assertRefused("--limit-unread: unread must be at least 1", "--limit-unread=0");
        assertRefused("--timeout-linger: expected a time", "--timeout-linger=1,5");
        assertRefused("--timeout-linger: linger must be positive", "--timeout-linger=0");
        assertRefused("--loops: expected a whole number", "--loops=two");
        assertRefused("--loops: loops must be at least 1", "--loops=0");
        assertRefused("--log-level: expected one of critical, error", "--log-level=loud");
        assertRefused("--lifespan: expected auto, on or off", "--lifespan=yes");
        assertRefused("--debug takes no value", "--debug=1");
        assertRefused("--bind wants a value: --bind ADDRESS", "--bind");
        assertRefused("give --ssl-keyfile too", "--ssl-certfile=a.pem");
        assertRefused("give --ssl-certfile too", "--ssl-keyfile=a.pem");
    }

    @Test
    void targets() throws CommandException {
        assertThat(Target.parse("a/Hello.java"))
                .isEqualTo(new Target.Source(Path.of("a/Hello.java"), null));
        assertThat(Target.parse("Hello.java:app"))
                .isEqualTo(new Target.Source(Path.of("Hello.java"), "app"));
        assertThat(Target.parse("com.acme.Chat:chat"))
                .isEqualTo(new Target.Compiled("com.acme.Chat", "chat"));
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> Target.parse("hello.py" + ":"))
                .withMessageStartingWith("expected a TARGET such as Hello.java");
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> CommandLine.parse(arguments))
                .withMessageContaining(message)
                .matches(e -> e.status() == CommandException.USAGE);
    }
}
