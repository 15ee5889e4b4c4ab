package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Headers;
import dev.skein.loop.Task;
import dev.skein.loop.Tls;
import dev.skein.loop.Transport;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// CONNECT, with proxies that answer it rightly and wrongly. What is behind them is in [DialerTlsTest].
class DialHttpTunnelTest {
    private static final Tls TLS = Tls.client();

    /// Dials through a proxy that gives this answer, and then waits for the client to leave.
    private static void through(
            String answer, Consumer<AbstractThrowableAssert<?, ? extends Throwable>> check)
            throws Exception {
        DialServer[] self = new DialServer[1];
        DialServer.Script script =
                socket -> {
                    DialServer.head(socket);
                    DialServer.send(socket, answer);
                    self[0].awaitEnd(socket);
                };
        try (DialServer server = new DialServer(script);
                DialClient client = new DialClient()) {
            self[0] = server;
            Proxy proxy = DialClient.proxy(Proxy.Kind.HTTP, server.port());
            check.accept(
                    assertThatThrownBy(
                            () -> client.dial(DialClient.secure("target.test", 443, TLS, proxy))));
            assertThat(client.protocol.calls).isEmpty();
            assertThat(server.next()).startsWith("end");
        }
    }

    private static void assertRefused(String answer, int status, String... words) throws Exception {
        through(
                answer,
                thrown ->
                        thrown.isInstanceOfSatisfying(
                                        ProxyException.class,
                                        e -> assertThat(e.status()).isEqualTo(status))
                                .hasMessageContaining("proxy 127.0.0.1:")
                                .hasMessageContainingAll(words));
    }

    @Test
    void whatIsNotSuccessIsRefusal() throws Exception {
        assertRefused(
                "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\noops",
                502,
                "refused to connect to target.test:443 with 502 Bad Gateway");
        assertRefused("HTTP/1.1 302 Found\r\nLocation: http://x/\r\n\r\n", 302, "with 302 Found");
        assertRefused("HTTP/1.0 403\r\n\r\n", 403, "with 403");
        assertRefused("HTTP/1.1 101 Switching Protocols\r\n\r\n", 101, "with 101");
    }

    @Test
    void a407SaysWhatToDo() throws Exception {
        assertRefused(
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n",
                407,
                "give the proxy a user and a password",
                "it offers Basic realm=");
    }

    @Test
    void aWrongPasswordIsToldApart() throws Exception {
        try (DialServer server =
                        new DialServer(
                                socket -> {
                                    DialServer.head(socket);
                                    DialServer.send(socket, "HTTP/1.1 407 No\r\n\r\n");
                                });
                DialClient client = new DialClient()) {
            Proxy proxy = DialClient.proxy(Proxy.Kind.HTTP, server.port(), "me", "secret");
            assertThatThrownBy(() -> client.dial(DialClient.secure("target.test", 443, TLS, proxy)))
                    .hasMessageContaining("does not accept the credentials given")
                    .hasMessageNotContaining("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.9\r\n\r\n",
                "\u0005\u0000\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 200 OK\nX: y\n\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/2 200\r\n\r\n"
            })
    void garbageIsRefused(String answer) throws Exception {
        assertRefused(answer, 0, "its answer to CONNECT is no HTTP");
    }

    @Test
    void closingInsteadOfAnsweringIsRefused() throws Exception {
        for (String part : new String[] {"", "HTTP/1.1 200 OK\r\nx: "}) {
            try (DialServer server =
                            new DialServer(
                                    socket -> {
                                        DialServer.head(socket);
                                        DialServer.send(socket, part);
                                    });
                    DialClient client = new DialClient()) {
                Proxy proxy = DialClient.proxy(Proxy.Kind.HTTP, server.port());
                assertThatThrownBy(
                                () ->
                                        client.dial(
                                                DialClient.secure("target.test", 443, TLS, proxy)))
                        .isInstanceOf(ProxyException.class)
                        .hasMessageContaining("no answer to CONNECT: it closed the connection");
            }
        }
    }

    @Test
    void anEndlessHeadIsCutOff() throws Exception {
        String field = "x: " + "y".repeat(1000) + "\r\n";
        assertRefused("HTTP/1.1 200 OK\r\n" + field.repeat(20), 0, "proxy");
        String small = "x: y\r\n";
        assertRefused("HTTP/1.1 200 OK\r\n" + small.repeat(5000), 0, "proxy");
        assertRefused(
                "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000),
                0,
                "longer than " + DialHttpTunnel.MOST_HEAD_BYTES);
    }

    @Test
    void bytesAfterTheHeadAreRefused() throws Exception {
        assertRefused("HTTP/1.1 200 OK\r\n\r\nhello", 0, "5 bytes too many");
    }

    /// The proxy gets what it needs, byte by byte in its answer or not, and the target's bytes stay for TLS.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theRequestIsRight(boolean bytewise) throws Exception {
        DialServer[] self = new DialServer[1];
        DialServer.Script script =
                socket -> {
                    self[0].heard.add(DialServer.head(socket));
                    String answer =
                            "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
                    send(socket, answer, bytewise);
                    self[0].heard.add("then " + socket.getInputStream().read());
                };
        try (DialServer server = new DialServer(script);
                DialClient client = new DialClient()) {
            self[0] = server;
            Proxy proxy =
                    new Proxy(
                            Proxy.Kind.HTTP,
                            "127.0.0.1",
                            server.port(),
                            "me",
                            "pw",
                            Headers.of("x-extra", "1", "host", "evil"));
            assertThatThrownBy(() -> client.dial(DialClient.secure("[::1]", 8443, TLS, proxy)))
                    .isInstanceOf(TlsException.class);
            assertThat(server.next())
                    .startsWith("CONNECT [::1]:8443 HTTP/1.1\r\n")
                    .contains("\r\nhost: [::1]:8443\r\n")
                    .contains("\r\nproxy-authorization: Basic bWU6cHc=\r\n")
                    .contains("\r\nx-extra: 1\r\n")
                    .doesNotContain("evil");
            assertThat(server.next()).isEqualTo("then 22"); // a TLS handshake
            assertThat(client.trace)
                    .containsSubsequence("proxyStart HTTP", "proxyEnd HTTP", "tlsStart [::1]");
        }
    }

    private static void send(Socket socket, String answer, boolean bytewise) throws Exception {
        socket.setTcpNoDelay(true);
        for (String part : bytewise ? answer.split("") : new String[] {answer}) {
            DialServer.send(socket, part);
        }
    }

    @Test
    void credentialsMayBeGivenAsAHeader() throws Exception {
        DialServer[] self = new DialServer[1];
        try (DialServer server =
                        new DialServer(socket -> self[0].heard.add(DialServer.head(socket)));
                DialClient client = new DialClient()) {
            self[0] = server;
            Proxy proxy =
                    new Proxy(
                            Proxy.Kind.HTTP,
                            "127.0.0.1",
                            server.port(),
                            null,
                            null,
                            Headers.of("Proxy-Authorization", "Bearer t"));
            assertThatThrownBy(() -> client.dial(DialClient.secure("target.test", 443, TLS, proxy)))
                    .isInstanceOf(ProxyException.class);
            assertThat(server.next())
                    .contains("proxy-authorization: Bearer t\r\n")
                    .doesNotContain("Basic");
        }
    }

    @Test
    void noHostGetsALineBreakIntoTheRequest() throws Exception {
        DialServer[] self = new DialServer[1];
        try (DialServer server = new DialServer(socket -> self[0].awaitEnd(socket));
                DialClient client = new DialClient()) {
            self[0] = server;
            Proxy proxy = DialClient.proxy(Proxy.Kind.HTTP, server.port());
            assertThatThrownBy(() -> client.dial(DialClient.secure("a\r\nx: y", 443, TLS, proxy)))
                    .isInstanceOf(ProxyException.class)
                    .hasMessageContaining("CONNECT cannot be sent");
            assertThat(server.next()).isIn("end after 0 bytes", "end by reset");
        }
    }

    @Test
    void aPlainTargetIsLeftToTheProxy() throws Exception {
        try (DialServer server = DialServer.echo("");
                DialClient client = new DialClient()) {
            Proxy proxy = DialClient.proxy(Proxy.Kind.HTTP, server.port());
            Route route = DialClient.plain("unknown.test", 80, proxy);
            assertThat(client.talk(route, "GET http://unknown.test/"))
                    .isEqualTo("GET http://unknown.test/");
        }
    }

    @Test
    void aProxyThatIsNotThereIsAProxyFailure() throws Exception {
        int port;
        try (DialServer server = DialServer.echo("")) {
            port = server.port();
        }
        try (DialClient client = new DialClient()) {
            Proxy proxy = DialClient.proxy(Proxy.Kind.HTTP, port);
            assertThatThrownBy(() -> client.dial(DialClient.plain("x.test", 80, proxy)))
                    .isInstanceOf(ProxyException.class)
                    .hasMessageContaining("proxy 127.0.0.1:" + port + ": cannot connect to it")
                    .hasMessageContaining("refused");
            Proxy unknown = new Proxy(Proxy.Kind.HTTP, "127.1", port, null, null, Headers.EMPTY);
            assertThatThrownBy(() -> client.dial(DialClient.plain("x.test", 80, unknown)))
                    .isInstanceOf(ProxyException.class)
                    .hasMessageContaining("its address cannot be looked up");
        }
    }

    @Test
    void interruptionEndsTheConversation() throws Exception {
        DialServer[] self = new DialServer[1];
        DialServer.Script script =
                socket -> {
                    self[0].heard.add(DialServer.head(socket));
                    self[0].awaitEnd(socket);
                };
        try (DialServer server = new DialServer(script);
                DialClient client = new DialClient()) {
            self[0] = server;
            Proxy proxy = DialClient.proxy(Proxy.Kind.HTTP, server.port());
            Task<Transport> task = client.start(DialClient.secure("target.test", 443, TLS, proxy));
            assertThat(server.next()).startsWith("CONNECT");
            task.cancel();
            assertThatThrownBy(() -> task.join(Duration.ofSeconds(10)))
                    .isInstanceOf(CancellationException.class);
            assertThat(server.next()).startsWith("end");
        }
    }
}
