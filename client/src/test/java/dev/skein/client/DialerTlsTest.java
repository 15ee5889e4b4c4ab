package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Headers;
import dev.skein.loop.Task;
import dev.skein.loop.Tls;
import dev.skein.loop.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialerTlsTest {
    private Tls tls = Tls.client();

    @BeforeEach
    void trust(@TempDir Path folder) throws Exception {
        tls = DialKeys.client(folder);
    }

    private static DialClient client() {
        return new DialClient(DialClient.resolvingTo("127.0.0.1"));
    }

    private void assertFails(DialServer server, String host, Tls with, String... words)
            throws Exception {
        try (server;
                DialClient client = client()) {
            assertThatThrownBy(
                            () -> client.dial(DialClient.secure(host, server.port(), with, null)))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContainingAll(words);
            assertThat(client.protocol.calls).isEmpty();
        }
    }

    @Test
    void http11IsAgreedOn() throws Exception {
        try (DialServer server = DialKeys.echo("good");
                DialClient client = client()) {
            Route route = DialClient.secure("localhost", server.port(), tls, null);
            assertThat(client.talk(route, "ping")).isEqualTo("ping");
            assertThat(client.protocol.calls).startsWith("made", "data");
            assertThat(client.trace).endsWith("tlsStart localhost", "tlsEnd TLSv1.3 http/1.1");
        }
    }

    @Test
    void anotherNameMayBeExpected() throws Exception {
        try (DialServer server = DialKeys.echo("good");
                DialClient client = client()) {
            Route route =
                    new Route(true, "other.test", server.port(), tls, "localhost", null, null);
            assertThat(client.talk(route, "ping")).isEqualTo("ping");
            assertThat(client.trace).contains("tlsStart localhost");
        }
    }

    @Test
    void aWrongNameIsSaid() throws Exception {
        assertFails(
                DialKeys.echo("good"),
                "other.test",
                tls,
                "the certificate is for another name than other.test");
    }

    @Test
    void anExpiredCertificateIsSaid() throws Exception {
        String year = Instant.now().toString().substring(0, 2);
        assertFails(
                DialKeys.echo("expired"),
                "localhost",
                tls,
                "the certificate of localhost has expired at " + year,
                "CN=expired");
    }

    @Test
    void anUnknownIssuerIsSaid() throws Exception {
        assertFails(
                DialKeys.echo("good"),
                "localhost",
                Tls.client(),
                "the certificate of localhost is not trusted",
                "Tls.client(Path)");
    }

    @Test
    void aWrongPinIsSaid() throws Exception {
        String pin = "00".repeat(32);
        assertFails(DialKeys.echo("good"), "localhost", Tls.pinned(pin), "not the right one", pin);
        assertFails(DialKeys.echo("good"), "localhost", tls.withPins(pin), "not the right", pin);
    }

    @Test
    void noCommonVersionIsSaid() throws Exception {
        SSLContext old = SSLContext.getInstance("TLSv1.2");
        old.init(null, null, null);
        assertFails(
                DialKeys.echo("good", "TLSv1.3"),
                "localhost",
                Tls.of(old),
                "have no TLS version in common");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void plainTextIsSaid(boolean unasked) throws Exception {
        DialServer server =
                new DialServer(
                        socket -> {
                            if (!unasked) {
                                socket.getInputStream().read();
                            }
                            DialServer.send(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
                            socket.getInputStream().readAllBytes();
                        });
        assertFails(server, "localhost", tls, "localhost answers in plain text");
    }

    @Test
    void leavingInTheHandshakeIsSaid() throws Exception {
        DialServer server = new DialServer(socket -> socket.getInputStream().read(new byte[4096]));
        assertFails(server, "localhost", tls, "TLS with localhost failed: ");
    }

    /// TCP has succeeded: the next address would not be another server.
    @Test
    void otherAddressesAreNotTriedThen() throws Exception {
        try (DialServer server = DialKeys.echo("good");
                DialClient client =
                        new DialClient(DialClient.resolvingTo("127.0.0.1", "127.0.0.2"))) {
            Route route = DialClient.secure("other.test", server.port(), tls, null);
            assertThatThrownBy(() -> client.dial(route)).isInstanceOf(TlsException.class);
            assertThat(client.trace)
                    .containsExactly(
                            "dnsStart other.test",
                            "dnsEnd 2",
                            "connectStart 127.0.0.1",
                            "connectEnd 127.0.0.1",
                            "tlsStart other.test");
        }
    }

    private static DialServer.Script tunnelTo(int port) {
        return socket -> {
            DialServer.head(socket);
            DialServer.send(socket, "HTTP/1.1 200 OK\r\n\r\n");
            DialServer.relay(socket, port);
        };
    }

    @Test
    void throughAnHttpProxy() throws Exception {
        try (DialServer target = DialKeys.echo("good");
                DialServer server = new DialServer(tunnelTo(target.port()));
                DialClient client = client()) {
            Proxy proxy = DialClient.proxy(Proxy.Kind.HTTP, server.port());
            Route route = DialClient.secure("localhost", target.port(), tls, proxy);
            assertThat(client.talk(route, "ping")).isEqualTo("ping");
            assertThat(client.protocol.calls).startsWith("made", "data");
            assertThat(client.trace).noneMatch(event -> event.startsWith("dns"));
        }
    }

    @Test
    void throughAnHttpsProxy() throws Exception {
        try (DialServer target = DialKeys.echo("good");
                DialServer server =
                        new DialServer(DialKeys.listener("good"), tunnelTo(target.port()));
                DialClient client = new DialClient(ConnectOptions.defaults(), tls)) {
            Proxy proxy = DialClient.proxy(Proxy.Kind.HTTPS, server.port());
            Route route = DialClient.secure("localhost", target.port(), tls, proxy);
            String line = "x".repeat(200_000);
            assertThat(client.talk(route, line)).isEqualTo(line);
            assertThat(client.trace)
                    .containsSubsequence(
                            "tlsStart 127.0.0.1",
                            "proxyStart HTTPS",
                            "proxyEnd HTTPS",
                            "tlsStart localhost",
                            "tlsEnd TLSv1.3 http/1.1");
        }
    }

    @Test
    void aPlainTargetBehindAnHttpsProxy() throws Exception {
        try (DialServer server = DialKeys.echo("good");
                DialClient client = new DialClient(ConnectOptions.defaults(), tls)) {
            Proxy proxy = DialClient.proxy(Proxy.Kind.HTTPS, server.port());
            assertThat(client.talk(DialClient.plain("x.test", 80, proxy), "ping"))
                    .isEqualTo("ping");
        }
    }

    @Test
    void anHttpsProxyThatIsNotTrusted() throws Exception {
        try (DialServer server = DialKeys.echo("good");
                DialClient client = client()) {
            Proxy proxy =
                    new Proxy(
                            Proxy.Kind.HTTPS,
                            "localhost",
                            server.port(),
                            null,
                            null,
                            Headers.EMPTY);
            assertThatThrownBy(() -> client.dial(DialClient.secure("target.test", 443, tls, proxy)))
                    .isInstanceOf(ProxyException.class)
                    .hasMessageContaining("the certificate of localhost is not trusted")
                    .hasCauseInstanceOf(SSLException.class);
        }
    }

    @Test
    void throughASocksProxy() throws Exception {
        try (DialServer target = DialKeys.echo("good");
                DialServer server =
                        new DialServer(
                                socket -> {
                                    socket.getInputStream().readNBytes(3);
                                    socket.getOutputStream().write(new byte[] {5, 0});
                                    socket.getInputStream().readNBytes(7 + "localhost".length());
                                    socket.getOutputStream()
                                            .write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
                                    DialServer.relay(socket, target.port());
                                });
                DialClient client = client()) {
            Proxy proxy = DialClient.proxy(Proxy.Kind.SOCKS5H, server.port());
            Route route = DialClient.secure("localhost", target.port(), tls, proxy);
            assertThat(client.talk(route, "ping")).isEqualTo("ping");
        }
    }

    @Test
    void interruptionEndsTheHandshake() throws Exception {
        DialServer[] self = new DialServer[1];
        DialServer.Script script =
                socket -> {
                    self[0].heard.add("first " + socket.getInputStream().read());
                    self[0].awaitEnd(socket);
                };
        try (DialServer server = new DialServer(script);
                DialClient client = client()) {
            self[0] = server;
            Task<Transport> task =
                    client.start(DialClient.secure("localhost", server.port(), tls, null));
            assertThat(server.next()).isEqualTo("first 22");
            task.cancel();
            assertThatThrownBy(() -> task.join(Duration.ofSeconds(10)))
                    .isInstanceOf(CancellationException.class);
            assertThat(server.next()).startsWith("end");
            assertThat(client.protocol.calls).isEmpty();
        }
    }
}
