package dev.skein.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.loop.Task;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Dialling through SOCKS proxies. The bytes themselves are in [Socks5Test].
class DialerSocksTest {
    /// A proxy that notes what it is asked for and gives the answers one after the other.
    private static final class Socks implements AutoCloseable {
        final DialServer server;
        private final boolean bytewise;

        Socks(boolean bytewise, String... replies) throws IOException {
            this.bytewise = bytewise;
            DialServer[] self = new DialServer[1];
            int[] next = {0};
            server =
                    new DialServer(
                            socket -> {
                                greet(socket);
                                self[0].heard.add(request(socket));
                                String reply = replies[next[0]++];
                                send(socket, reply);
                                if (reply.startsWith("0500")) {
                                    socket.getInputStream().transferTo(socket.getOutputStream());
                                }
                            });
            self[0] = server;
        }

        private void greet(Socket socket) throws IOException {
            int methods = read(socket, 2)[1];
            byte[] offered = read(socket, methods);
            if (methods == 1) {
                send(socket, "0500");
                return;
            }
            assertThat(offered).contains(2);
            send(socket, "0502");
            int user = read(socket, 2)[1];
            read(socket, user);
            read(socket, read(socket, 1)[0]);
            send(socket, "0100");
        }

        private static String request(Socket socket) throws IOException {
            byte[] head = read(socket, 4);
            byte[] address =
                    switch (head[3]) {
                        case 1 -> read(socket, 4);
                        case 4 -> read(socket, 16);
                        default -> read(socket, read(socket, 1)[0]);
                    };
            String target =
                    head[3] == 3
                            ? new String(address, US_ASCII)
                            : HexFormat.of().formatHex(address);
            return target + " " + HexFormat.of().formatHex(read(socket, 2));
        }

        private static byte[] read(Socket socket, int count) throws IOException {
            return socket.getInputStream().readNBytes(count);
        }

        private void send(Socket socket, String hex) throws IOException {
            byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
            socket.setTcpNoDelay(true);
            for (int i = 0; i < bytes.length; i += bytewise ? 1 : bytes.length) {
                socket.getOutputStream().write(bytes, i, bytewise ? 1 : bytes.length);
            }
        }

        Proxy proxy(Proxy.Kind kind) {
            return DialClient.proxy(kind, server.port());
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static final String OK = "05000001 00000000 0000";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theProxyLooksTheNameUp(boolean bytewise) throws Exception {
        ConnectOptions none =
                ConnectOptions.defaults()
                        .withResolver(
                                host -> {
                                    throw new IOException("asked for " + host);
                                });
        try (Socks socks = new Socks(bytewise, OK);
                DialClient client = new DialClient(none)) {
            Proxy proxy = DialClient.proxy(Proxy.Kind.SOCKS5H, socks.server.port(), "user", "pass");
            Route route = DialClient.plain("target.test", 80, proxy);
            assertThat(client.talk(route, "ping")).isEqualTo("ping");
            assertThat(socks.server.next()).isEqualTo("target.test 0050");
            assertThat(client.trace).endsWith("proxyStart SOCKS5H", "proxyEnd SOCKS5H");
        }
    }

    @Test
    void addressesAreNoNamesForTheProxyEither() throws Exception {
        try (Socks socks = new Socks(false, OK);
                DialClient client = new DialClient()) {
            client.dial(DialClient.plain("[::1]", 80, socks.proxy(Proxy.Kind.SOCKS5H)));
            assertThat(socks.server.next()).isEqualTo("0".repeat(31) + "1 0050");
        }
    }

    @Test
    void theNameIsLookedUpHere() throws Exception {
        try (Socks socks = new Socks(false, OK);
                DialClient client = new DialClient(DialClient.resolvingTo("192.0.2.7"))) {
            Route route = DialClient.plain("target.test", 81, socks.proxy(Proxy.Kind.SOCKS5));
            assertThat(client.talk(route, "ping")).isEqualTo("ping");
            assertThat(socks.server.next()).isEqualTo("c0000207 0051");
        }
    }

    @Test
    void oneAddressAfterTheOtherIsTried() throws Exception {
        try (Socks socks = new Socks(false, "05080001 00000000 0000", OK);
                DialClient client =
                        new DialClient(DialClient.resolvingTo("192.0.2.7", "2001:db8::1"))) {
            Route route = DialClient.plain("target.test", 81, socks.proxy(Proxy.Kind.SOCKS5));
            assertThat(client.talk(route, "ping")).isEqualTo("ping");
            assertThat(socks.server.next()).startsWith("20010db8");
            assertThat(socks.server.next()).startsWith("c0000207");
        }
    }

    @Test
    void aRefusalIsAProxyFailure() throws Exception {
        String refused = "05050001 00000000 0000";
        try (Socks socks = new Socks(false, refused, refused);
                DialClient client =
                        new DialClient(DialClient.resolvingTo("192.0.2.7", "192.0.2.8"))) {
            Route route = DialClient.plain("target.test", 81, socks.proxy(Proxy.Kind.SOCKS5));
            assertThatThrownBy(() -> client.dial(route))
                    .isInstanceOf(ProxyException.class)
                    .hasMessageContaining("asked for target.test:81 at 192.0.2.8, it refused")
                    .hasMessageContaining("the target refused the connection (5)");
            assertThat(client.protocol.calls).isEmpty();
        }
        try (Socks socks = new Socks(false, "0502", OK);
                DialClient client =
                        new DialClient(DialClient.resolvingTo("192.0.2.7", "192.0.2.8"))) {
            Route route = DialClient.plain("target.test", 81, socks.proxy(Proxy.Kind.SOCKS5));
            assertThatThrownBy(() -> client.dial(route)) // forbidden: no other address is tried
                    .isInstanceOf(ProxyException.class)
                    .hasMessageContaining("192.0.2.7, it refused: its rules");
        }
    }

    @Test
    void failedLookupsHereAreTheTargets() throws Exception {
        ConnectOptions none =
                ConnectOptions.defaults()
                        .withResolver(
                                _ -> {
                                    throw new IOException("no such name");
                                });
        try (DialClient client = new DialClient(none)) {
            Proxy proxy = DialClient.proxy(Proxy.Kind.SOCKS5, 1);
            assertThatThrownBy(() -> client.dial(DialClient.plain("target.test", 80, proxy)))
                    .isInstanceOf(ResolutionException.class);
        }
    }

    @Test
    void bytesAfterTheReplyAreRefused() throws Exception {
        try (Socks socks = new Socks(false, OK + "61");
                DialClient client = new DialClient()) {
            Route route = DialClient.plain("target.test", 80, socks.proxy(Proxy.Kind.SOCKS5H));
            assertThatThrownBy(() -> client.dial(route))
                    .isInstanceOf(ProxyException.class)
                    .hasMessageContaining("1 bytes too many");
        }
    }

    @Test
    void closingInTheMiddleIsAProxyFailure() throws Exception {
        try (DialServer server =
                        new DialServer(
                                socket -> {
                                    socket.getInputStream().readNBytes(3);
                                    socket.getOutputStream().write(5);
                                });
                DialClient client = new DialClient()) {
            Proxy proxy = DialClient.proxy(Proxy.Kind.SOCKS5H, server.port());
            assertThatThrownBy(() -> client.dial(DialClient.plain("target.test", 80, proxy)))
                    .isInstanceOf(ProxyException.class)
                    .hasMessageContaining("it closed the connection");
        }
    }

    @Test
    void interruptionEndsTheConversation() throws Exception {
        DialServer[] self = new DialServer[1];
        DialServer.Script script =
                socket -> {
                    self[0].heard.add("greeted " + socket.getInputStream().readNBytes(3).length);
                    self[0].awaitEnd(socket);
                };
        try (DialServer server = new DialServer(script);
                DialClient client = new DialClient()) {
            self[0] = server;
            Proxy proxy = DialClient.proxy(Proxy.Kind.SOCKS5H, server.port());
            Task<Transport> task = client.start(DialClient.plain("target.test", 80, proxy));
            assertThat(server.next()).isEqualTo("greeted 3");
            task.cancel();
            assertThatThrownBy(() -> task.join(Duration.ofSeconds(10)))
                    .isInstanceOf(CancellationException.class);
            assertThat(server.next()).startsWith("end");
        }
    }
}
