package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("essential")
class ConnectorTest {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void bothEndsOnOneLoopTalk() throws Exception {
        Recorder client = new Recorder();
        try (Pair pair = Pair.tcp(_ -> new Recorder.Echo())) {
            Transport transport = pair.connect(null, "", client);
            assertThat(transport.remoteAddress()).isEqualTo(pair.listener.address());
            transport.write(ascii("ping"));
            client.awaitBytes(4);
            assertThat(client.text()).isEqualTo("ping");
            transport.close();
            client.awaitLost();
            assertThat(client.calls).containsExactly("made", "lost");
        }
    }

    @Test
    void aTaskConnectsOnItsOwnLoop() throws Exception {
        Recorder client = new Recorder();
        try (Pair pair = Pair.tcp(_ -> new Recorder.Echo())) {
            Transport transport =
                    pair.loop
                            .<Transport>createTask(() -> pair.connect(null, "", client))
                            .join(Duration.ofSeconds(5));
            transport.write(ascii("ping"));
            client.awaitBytes(4);
            assertThat(client.text()).isEqualTo("ping");
        }
    }

    @Test
    void unixSocketsConnect(@TempDir Path folder) throws Exception {
        Recorder client = new Recorder();
        try (Pair pair = Pair.unix(folder.resolve("s"), _ -> new Recorder.Echo())) {
            pair.connect(null, "", client).write(ascii("ping"));
            client.awaitBytes(4);
            assertThat(client.text()).isEqualTo("ping");
        }
    }

    private static SocketAddress unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalSocketAddress();
        }
    }

    @Test
    void aRefusedConnectionFails(@TempDir Path folder) throws Exception {
        Recorder client = new Recorder();
        SocketAddress nobody = unusedPort();
        try (TestLoop t = new TestLoop()) {
            assertThatThrownBy(() -> Connector.connect(t.loop, nobody, null, "", client))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("refused")
                    .hasCauseInstanceOf(ConnectException.class);
            assertThatThrownBy(
                            () ->
                                    Connector.connect(
                                            t.loop,
                                            UnixDomainSocketAddress.of(folder.resolve("none")),
                                            null,
                                            "",
                                            client))
                    .isInstanceOf(IOException.class);
            assertThat(client.calls).isEmpty();
            assertThat(t.reports).isEmpty();
        }
    }

    @Test
    void aLocalAddressMayBeChosen() throws Exception {
        Recorder client = new Recorder();
        Recorder server = new Recorder();
        SocketAddress mine = unusedPort();
        try (Pair pair = Pair.tcp(_ -> server)) {
            Transport transport =
                    Connector.connect(pair.loop, pair.listener.address(), mine, client);
            assertThat(transport.localAddress()).isEqualTo(mine);
            assertThat(server.transport().remoteAddress()).isEqualTo(mine);
            assertThat(client.calls).containsExactly("made");
        }
    }

    @Test
    void theSystemMayChooseTheLocalAddress() throws Exception {
        Recorder client = new Recorder();
        try (Pair pair = Pair.tcp(_ -> new Recorder.Echo())) {
            Connector.connect(pair.loop, pair.listener.address(), null, client)
                    .write(ascii("ping"));
            client.awaitBytes(4);
            assertThat(client.text()).isEqualTo("ping");
        }
    }

    @Test
    void aLocalAddressThatIsNotOursFails() throws Exception {
        SocketAddress somewhere = new InetSocketAddress("192.0.2.1", 0); // RFC 5737 §3
        SocketAddress unresolved = InetSocketAddress.createUnresolved("here", 0);
        try (Pair pair = Pair.tcp(_ -> new Recorder())) {
            SocketAddress remote = pair.listener.address();
            assertThatThrownBy(
                            () -> Connector.connect(pair.loop, remote, somewhere, new Recorder()))
                    .isInstanceOf(BindException.class);
            assertThatThrownBy(
                            () -> Connector.connect(pair.loop, remote, unresolved, new Recorder()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("look the name up first");
            Await.noConnection(pair.loop);
        }
    }

    /// A listening socket whose queue is full: further connections neither succeed nor fail.
    @Test
    void anInterruptedConnectLeavesNothing() throws Exception {
        List<SocketChannel> queued = new ArrayList<>();
        try (TestLoop t = new TestLoop();
                ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SocketAddress address = full.getLocalSocketAddress();
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                queued.add(channel);
                channel.configureBlocking(false);
                channel.connect(address);
            }
            Recorder client = new Recorder();
            CountDownLatch begun = new CountDownLatch(1);
            Task<?> task =
                    t.loop.createTask(
                            () -> {
                                begun.countDown();
                                Connector.connect(t.loop, address, null, client);
                            });
            Await.latch(begun);
            t.settle();
            task.cancel();
            Await.until("cancelled", task::isDone);
            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
            Await.noConnection(t.loop);
            assertThat(client.calls).isEmpty();
            assertThat(t.reports).isEmpty();
        } finally {
            for (SocketChannel channel : queued) {
                channel.close();
            }
        }
    }

    @Test
    void anUnresolvedNameFails() {
        try (TestLoop t = new TestLoop()) {
            assertThatThrownBy(
                            () ->
                                    Connector.connect(
                                            t.loop,
                                            InetSocketAddress.createUnresolved("nowhere", 80),
                                            null,
                                            "",
                                            new Recorder()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("look the name up first");
        }
    }

    @Test
    void aProtocolThatFailsAtOnceIsAnError() throws Exception {
        Recorder bad =
                new Recorder() {
                    @Override
                    public void connectionMade(Transport made) {
                        throw new IllegalStateException("not ready");
                    }
                };
        try (Pair pair = Pair.tcp(_ -> new Recorder())) {
            assertThatThrownBy(() -> pair.connect(null, "", bad))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not ready");
            bad.awaitLost();
        }
    }

    /// A server that takes the connection and then says nothing.
    @Test
    void anInterruptedCallerGivesUp() throws Exception {
        try (TestLoop t = new TestLoop();
                ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Tls tls = Tls.client().withHandshakeTimeout(Duration.ofHours(1));
            Recorder client = new Recorder();
            CountDownLatch begun = new CountDownLatch(1);
            Task<?> task =
                    t.loop.createTask(
                            () -> {
                                begun.countDown();
                                Connector.connect(
                                        t.loop,
                                        silent.getLocalSocketAddress(),
                                        tls,
                                        "localhost",
                                        client);
                            });
            Await.latch(begun);
            try (var peer = silent.accept()) {
                task.cancel();
                Await.until("cancelled", task::isDone);
                assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
                peer.setSoTimeout(5000);
                byte[] rest = new byte[4096];
                int count = 0;
                try {
                    while (peer.getInputStream().read(rest) >= 0) {
                        count++;
                    }
                } catch (java.net.SocketException e) {
                    count++; // a reset is an end too
                }
                assertThat(count).isLessThan(10);
            }
            assertThat(client.calls).isEmpty();
        }
    }

    @Test
    void aTimeoutLimitsTheAttempt() throws Exception {
        try (TestLoop t = new TestLoop();
                ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(
                            () ->
                                    Timeout.within(
                                            Duration.ofMillis(20),
                                            () ->
                                                    Connector.connect(
                                                            t.loop,
                                                            silent.getLocalSocketAddress(),
                                                            Tls.client(),
                                                            "localhost",
                                                            new Recorder())))
                    .isInstanceOf(TimeoutException.class);
        }
    }
}
