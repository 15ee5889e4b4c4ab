package dev.skein.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.loop.Task;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialerTest {
    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aNameIsLookedUpAndConnectedTo() throws Exception {
        try (DialServer server = DialServer.echo("");
                DialClient client = new DialClient(DialClient.resolvingTo("127.0.0.1"))) {
            Route route = DialClient.plain("example.test", server.port());
            assertThat(client.talk(route, "ping")).isEqualTo("ping");
            assertThat(client.protocol.calls).startsWith("made", "data");
            assertThat(client.trace)
                    .containsExactly(
                            "dnsStart example.test",
                            "dnsEnd 1",
                            "connectStart 127.0.0.1",
                            "connectEnd 127.0.0.1");
        }
    }

    @Test
    void callersOutsideTheLoopDialToo() throws Exception {
        try (DialServer server = DialServer.echo("hello\n");
                DialClient client = new DialClient()) {
            Transport made =
                    client.dialer.dial(
                            client.loop,
                            DialClient.plain("127.0.0.1", server.port()),
                            DialClient.REQUEST,
                            DialObserver.NONE,
                            client.protocol);
            assertThat(made.loop()).isSameAs(client.loop);
            assertThat(client.protocol.calls).startsWith("made");
            assertThat(client.protocol.awaitLine()).isEqualTo("hello");
        }
    }

    /// What comes right after connecting belongs to the protocol.
    @Test
    void nothingIsLostBeforeTheProtocolIsThere() throws Exception {
        try (DialServer server = DialServer.echo("hello\n")) {
            for (int i = 0; i < 50; i++) {
                try (DialClient client = new DialClient()) {
                    client.dial(DialClient.plain("127.0.0.1", server.port()));
                    assertThat(client.protocol.awaitLine()).isEqualTo("hello");
                    assertThat(client.protocol.calls).startsWith("made", "data");
                }
            }
        }
    }

    @Test
    void withoutAListenerOnIpv6TheIpv4AddressServes() throws Exception {
        try (DialServer server = DialServer.echo("");
                DialClient client = new DialClient(DialClient.resolvingTo("127.0.0.1", "::1"))) {
            assertThat(client.talk(DialClient.plain("both.test", server.port()), "ping"))
                    .isEqualTo("ping");
            assertThat(client.trace)
                    .endsWith(
                            "connectStart 0:0:0:0:0:0:0:1",
                            "connectStart 127.0.0.1",
                            "connectEnd 127.0.0.1");
        }
    }

    @Test
    void withoutAListenerOnIpv4TheIpv6AddressServes() throws Exception {
        ConnectOptions options = DialClient.resolvingTo("127.0.0.1", "::1").withPreferIpv4(true);
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("::1"));
        try (DialServer server =
                        new DialServer(
                                listener,
                                socket ->
                                        socket.getInputStream()
                                                .transferTo(socket.getOutputStream()));
                DialClient client = new DialClient(options)) {
            assertThat(client.talk(DialClient.plain("both.test", server.port()), "ping"))
                    .isEqualTo("ping");
            assertThat(client.trace).contains("connectStart 127.0.0.1");
        }
    }

    @Test
    void everyRefusedAddressIsNamed() throws Exception {
        int port = unusedPort();
        try (DialClient client = new DialClient(DialClient.resolvingTo("127.0.0.1", "127.0.0.2"))) {
            assertThatThrownBy(() -> client.dial(DialClient.plain("down.test", port)))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("cannot connect to down.test:" + port)
                    .hasMessageContaining("127.0.0.1: Connection refused")
                    .hasMessageContaining("127.0.0.2: Connection refused")
                    .cause()
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
            assertThatThrownBy(() -> client.dial(DialClient.plain("[::1]", port)))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("cannot connect to [::1]:" + port);
            assertThat(client.protocol.calls).isEmpty();
        }
    }

    @Test
    void failedLookupsAreTheirOwnKind() throws Exception {
        ConnectOptions options =
                ConnectOptions.defaults()
                        .withResolver(
                                _ -> {
                                    throw new UnknownHostException("no such name");
                                });
        try (DialClient client = new DialClient(options)) {
            assertThatThrownBy(() -> client.dial(DialClient.plain("gone.test", 80)))
                    .isInstanceOf(ResolutionException.class)
                    .hasMessageContaining("the address of gone.test: no such name");
            assertThatThrownBy(() -> client.dial(DialClient.plain("127.1", 80)))
                    .isInstanceOf(ResolutionException.class);
        }
    }

    @Test
    void theFamilyAndTheLocalAddressRestrict() throws Exception {
        ConnectOptions both = DialClient.resolvingTo("127.0.0.1", "::1");
        try (DialServer server = DialServer.echo("")) {
            Route route = DialClient.plain("both.test", server.port());
            try (DialClient client = new DialClient(both.withFamily(ConnectOptions.Family.IPV4))) {
                assertThat(client.talk(route, "ping")).isEqualTo("ping");
                assertThat(client.trace).doesNotContain("connectStart 0:0:0:0:0:0:0:1");
            }
            InetAddress local = InetAddress.ofLiteral("127.0.0.3");
            try (DialClient client = new DialClient(both.withLocalAddress(local))) {
                Transport made = client.dial(route);
                assertThat(((InetSocketAddress) made.localAddress()).getAddress()).isEqualTo(local);
                assertThat(client.trace).doesNotContain("connectStart 0:0:0:0:0:0:0:1");
            }
            try (DialClient client =
                    new DialClient(
                            DialClient.resolvingTo("127.0.0.1")
                                    .withFamily(ConnectOptions.Family.IPV6))) {
                assertThatThrownBy(() -> client.dial(route))
                        .isInstanceOf(ResolutionException.class)
                        .hasMessageContaining("none of its addresses [127.0.0.1]");
            }
        }
    }

    @Test
    void aUnixSocketServes(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("s");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                DialClient client = new DialClient()) {
            listener.bind(UnixDomainSocketAddress.of(path));
            client.dial(new Route(false, "any.test", 80, null, null, null, path));
            try (SocketChannel peer = listener.accept()) {
                peer.write(ByteBuffer.wrap("hello\n".getBytes(US_ASCII)));
                assertThat(client.protocol.awaitLine()).isEqualTo("hello");
            }
            assertThat(client.trace).isEmpty();
        }
        try (DialClient client = new DialClient()) {
            Path none = folder.resolve("none");
            assertThatThrownBy(
                            () ->
                                    client.dial(
                                            new Route(
                                                    false, "any.test", 80, null, null, null, none)))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("cannot connect to the socket " + none);
        }
    }

    @Test
    void interruptedInTheLookup() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ConnectOptions options =
                ConnectOptions.defaults()
                        .withResolver(
                                _ -> {
                                    asked.countDown();
                                    go.await();
                                    throw new UnknownHostException("late");
                                });
        try (DialClient client = new DialClient(options)) {
            Task<Transport> task = client.start(DialClient.plain("slow.test", 80));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            task.cancel();
            assertThatThrownBy(() -> task.join(Duration.ofSeconds(10)))
                    .isInstanceOf(java.util.concurrent.CancellationException.class);
        } finally {
            go.countDown();
        }
    }

    @Test
    void aProtocolThatFailsIsAnErrorAndTheConnectionEnds() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (DialServer server =
                        new DialServer(
                                socket -> {
                                    try {
                                        socket.getInputStream().read();
                                    } finally {
                                        ended.countDown();
                                    }
                                });
                DialClient client = new DialClient()) {
            Route route = DialClient.plain("127.0.0.1", server.port());
            assertThatThrownBy(
                            () ->
                                    client.dialer.dial(
                                            client.loop,
                                            route,
                                            DialClient.REQUEST,
                                            DialObserver.NONE,
                                            new Broken()))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("not ready");
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anObserverThatFailsLeavesNothingOpen() throws Exception {
        DialObserver broken =
                new DialObserver() {
                    @Override
                    public void connectEnd(InetSocketAddress address) {
                        throw new IllegalStateException("no trace");
                    }
                };
        DialServer[] self = new DialServer[1];
        try (DialServer server = new DialServer(socket -> self[0].awaitEnd(socket));
                DialClient client = new DialClient()) {
            self[0] = server;
            Route route = DialClient.plain("127.0.0.1", server.port());
            assertThatThrownBy(
                            () ->
                                    client.dialer.dial(
                                            client.loop,
                                            route,
                                            DialClient.REQUEST,
                                            broken,
                                            client.protocol))
                    .hasMessageContaining("no trace");
            assertThat(server.next()).startsWith("end");
        }
    }

    private static final class Broken implements dev.skein.loop.Protocol {
        @Override
        public void connectionMade(Transport transport) {
            throw new IllegalStateException("not ready");
        }

        @Override
        public void dataReceived(ByteBuffer data) {}
    }
}
