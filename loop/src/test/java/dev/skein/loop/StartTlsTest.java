package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS begun on open connections, plain ones and encrypted ones.
@Tag("essential")
@SuppressWarnings("try") // peers that close early
class StartTlsTest {
    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// A server's protocol that answers a line with `ok` and goes on with TLS.
    private static final class Upgrader extends Recorder {
        private final Protocol inner;

        Upgrader(Protocol inner) {
            this.inner = inner;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            super.dataReceived(data);
            if (!text().endsWith("\n")) {
                return;
            }
            try {
                Transport transport = transport();
                transport.write(ascii("ok"));
                TlsTransport secured = TlsTransport.server(transport.loop(), Keys.server(), inner);
                transport.setProtocol(secured);
                secured.connectionMade(transport);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// The connection to the server of `pair` after the line, before TLS.
    private static Transport greeted(Pair pair, boolean encrypted) throws Exception {
        Recorder outer = new Recorder();
        Transport transport = pair.connect(encrypted ? Keys.client() : null, "localhost", outer);
        transport.write(ascii("please\n"));
        outer.awaitBytes(2);
        assertThat(outer.text()).isEqualTo("ok");
        return transport;
    }

    private static Pair pair(boolean encrypted, ProtocolFactory protocols) throws IOException {
        return encrypted ? Pair.tls(Keys.server(), protocols) : Pair.tcp(protocols);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void megabytesBothWays(boolean encrypted) throws Exception {
        byte[] big = random(1024 * 1024 + 7);
        Recorder echo = new Recorder.Echo();
        Recorder client = new Recorder();
        try (Pair pair = pair(encrypted, _ -> new Upgrader(echo))) {
            Transport transport = greeted(pair, encrypted);
            Transport secured = Connector.startTls(transport, Keys.client(), "localhost", client);
            assertThat(secured).isSameAs(client.transport()).isNotSameAs(transport);
            assertThat(secured.remoteAddress()).isEqualTo(pair.listener.address());
            secured.write(big);
            client.awaitBytes(big.length);
            assertThat(client.bytes()).isEqualTo(big);
            secured.close();
            client.awaitLost();
            echo.awaitLost();
            assertThat(client.cause).isNull();
            assertThat(echo.cause).isNull();
            assertThat(client.calls).startsWith("made").endsWith("lost");
            assertThat(echo.calls).startsWith("made").endsWith("eof", "lost");
            assertThat(pair.reports).isEmpty();
        }
    }

    @Test
    void tlsInTlsInWritesOfEverySize() throws Exception {
        int total = 0;
        Recorder client = new Recorder();
        try (Pair pair = pair(true, _ -> new Upgrader(new Recorder.Echo()))) {
            Transport secured =
                    Connector.startTls(greeted(pair, true), Keys.client(), "localhost", client);
            byte[] text = random(400 * 401 / 2);
            for (int size = 1; size <= 400; size++) {
                secured.write(text, total, size);
                secured.flush();
                total += size;
            }
            client.awaitBytes(total);
            assertThat(client.bytes()).isEqualTo(text);
        }
    }

    @Test
    void aTaskOfTheLoopMayAsk() throws Exception {
        Recorder client = new Recorder();
        try (Pair pair = pair(true, _ -> new Upgrader(new Recorder.Echo()))) {
            pair.loop
                    .createTask(
                            () -> {
                                Transport transport = greeted(pair, true);
                                transport.pauseReading(); // which startTls takes back
                                Connector.startTls(transport, Keys.client(), "localhost", client)
                                        .write(ascii("ping"));
                            })
                    .join(Duration.ofSeconds(10));
            client.awaitBytes(4);
            assertThat(client.text()).isEqualTo("ping");
        }
    }

    /// Records of both layers come and go in single bytes.
    @Test
    void tlsInTlsByteByByte() throws Exception {
        Recorder client = new Recorder();
        byte[] text = random(3000);
        try (Pair pair = pair(true, _ -> new Upgrader(new Recorder.Echo()));
                Drops drops = new Drops(pair.port())) {
            Recorder outer = new Recorder();
            Transport transport =
                    Connector.connect(
                            pair.loop, drops.address(), Keys.client(), "localhost", outer);
            transport.write(ascii("please\n"));
            outer.awaitBytes(2);
            Transport secured = Connector.startTls(transport, Keys.client(), "localhost", client);
            secured.write(text);
            client.awaitBytes(text.length);
            assertThat(client.bytes()).isEqualTo(text);
            secured.close();
            client.awaitLost();
            assertThat(client.cause).isNull();
        }
    }

    /// A relay that passes every byte on by itself.
    private static final class Drops implements AutoCloseable {
        private final ServerSocket listener =
                new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

        Drops(int port) throws IOException {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (Socket in = listener.accept();
                                        Socket out =
                                                new Socket(
                                                        InetAddress.getLoopbackAddress(), port)) {
                                    in.setTcpNoDelay(true);
                                    out.setTcpNoDelay(true);
                                    Thread back = Thread.startVirtualThread(() -> copy(out, in));
                                    copy(in, out);
                                    back.join();
                                } catch (IOException | InterruptedException _) {
                                    // The test is over.
                                }
                            });
        }

        InetSocketAddress address() {
            return (InetSocketAddress) listener.getLocalSocketAddress();
        }

        private static void copy(Socket from, Socket to) {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int b = in.read(); b >= 0; b = in.read()) {
                    out.write(b);
                }
                to.shutdownOutput();
            } catch (IOException _) {
                // The test is over.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    /// The JDK's sockets, which complain of a missing close_notify, at the other end.
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theJdksSocketsUnderstandTlsInTls(String version) throws Exception {
        byte[] big = random(1024 * 1024);
        Recorder outer = new Recorder();
        Recorder client = new Recorder();
        try (TestLoop t = new TestLoop();
                ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<Integer> peer = new FutureTask<>(() -> jdkEcho(listener, version));
            Thread thread = Thread.ofPlatform().start(peer);
            Transport transport =
                    Connector.connect(
                            t.loop,
                            listener.getLocalSocketAddress(),
                            Keys.client(),
                            "localhost",
                            outer);
            transport.write(ascii("please\n"));
            outer.awaitBytes(2);
            Transport secured = Connector.startTls(transport, Keys.client(), "localhost", client);
            secured.write(big);
            client.awaitBytes(big.length);
            assertThat(client.bytes()).isEqualTo(big);
            secured.close();
            client.awaitLost();
            assertThat(client.cause).isNull();
            assertThat(peer.get(10, TimeUnit.SECONDS)).isEqualTo(big.length);
            Await.end(thread);
        }
    }

    /// How much it sent back; it has then seen a proper end.
    private static int jdkEcho(ServerSocket listener, String version) throws Exception {
        try (Socket plain = listener.accept();
                SSLSocket outer = layer(plain, version)) {
            while (outer.getInputStream().read() != '\n') {
                // The line.
            }
            outer.getOutputStream().write(ascii("ok"));
            try (SSLSocket inner = layer(outer, version)) {
                byte[] some = new byte[10_000];
                int total = 0;
                for (int n = read(inner, some); n >= 0; n = read(inner, some)) {
                    inner.getOutputStream().write(some, 0, n);
                    total += n;
                }
                return total;
            }
        }
    }

    private static int read(SSLSocket socket, byte[] into) throws IOException {
        return socket.getInputStream().read(into);
    }

    private static SSLSocket layer(Socket below, String version) throws Exception {
        SSLContext context = Keys.server().context();
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(below, null, 0, false);
        socket.setUseClientMode(false);
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        return socket;
    }

    @Test
    void aPeerThatDoesNotReadHoldsTheProtocolBack() throws Exception {
        byte[] big = random(12 * 1024 * 1024);
        Recorder client = new Recorder();
        Recorder server = new Recorder();
        try (Pair pair = pair(true, _ -> new Upgrader(server))) {
            Transport secured =
                    Connector.startTls(greeted(pair, true), Keys.client(), "localhost", client);
            server.transport().pauseReading();
            Await.loop(pair.loop);
            secured.write(big);
            secured.write(ascii("tail"));
            Await.until("paused", () -> client.calls.contains("pause"));
            assertThat(secured.writeBufferSize()).isGreaterThan(Transport.HIGH_WATER);
            assertThat(server.count()).isZero();
            server.transport().resumeReading();
            server.awaitBytes(big.length + 4);
            assertThat(Arrays.copyOf(server.bytes(), big.length)).isEqualTo(big);
            Await.until("resumed", () -> client.calls.contains("resume"));
            assertThat(secured.writeBufferSize()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pausingKeepsWhatCameIn(boolean encrypted) throws Exception {
        byte[] big = random(512 * 1024);
        Recorder client =
                new Recorder() {
                    @Override
                    public void dataReceived(ByteBuffer data) {
                        super.dataReceived(data);
                        control(this, Transport::pauseReading);
                    }
                };
        Recorder server = new Recorder();
        try (Pair pair = pair(encrypted, _ -> new Upgrader(server))) {
            Connector.startTls(greeted(pair, encrypted), Keys.client(), "localhost", client);
            server.transport().write(big);
            server.transport().close();
            client.awaitBytes(1);
            Await.until(
                    "all",
                    () -> {
                        control(client, Transport::resumeReading);
                        return client.losses.get() > 0;
                    });
            assertThat(client.bytes()).isEqualTo(big);
            assertThat(client.cause).isNull();
            assertThat(client.calls).containsExactly("made", "eof", "lost");
        }
    }

    private static void control(Recorder recorder, java.util.function.Consumer<Transport> action) {
        try {
            action.accept(recorder.transport());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theInnerEndIsNotTheOuterEnd() throws Exception {
        Recorder client = new Recorder();
        client.staysOpen = true;
        Recorder server = new Recorder();
        try (Pair pair = pair(true, _ -> new Upgrader(server))) {
            Transport secured =
                    Connector.startTls(greeted(pair, true), Keys.client(), "localhost", client);
            server.transport().write(ascii("answer"));
            server.transport().writeEof();
            Await.latch(client.ended);
            assertThat(client.text()).isEqualTo("answer");
            secured.write(ascii("still here"));
            server.awaitBytes(10);
            assertThat(server.text()).isEqualTo("still here");
            secured.abort();
            server.awaitLost();
            assertThat(server.cause).isInstanceOf(IOException.class);
        }
    }

    /// The proxy ends its TLS properly, but not the TLS that goes through it.
    @Test
    void anOuterEndWithoutTheInnerOneIsTruncation() throws Exception {
        Recorder client = new Recorder();
        Recorder server = new Recorder();
        Upgrader upgrader = new Upgrader(server);
        try (Pair pair = pair(true, _ -> upgrader)) {
            Connector.startTls(greeted(pair, true), Keys.client(), "localhost", client);
            upgrader.transport().writeEof();
            client.awaitLost();
            assertThat(client.cause)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("without close_notify");
            assertThat(client.calls).containsExactly("made", "lost");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWrongNameAbortsTheConnection(boolean encrypted) throws Exception {
        Recorder client = new Recorder();
        Recorder server = new Recorder();
        try (Pair pair = pair(encrypted, _ -> new Upgrader(server))) {
            Transport transport = greeted(pair, encrypted);
            assertThatThrownBy(
                            () ->
                                    Connector.startTls(
                                            transport, Keys.client(), "wrong.example", client))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("wrong.example")
                    .hasCauseInstanceOf(SSLHandshakeException.class);
            assertThat(transport.isClosing()).isTrue();
            server.awaitLost();
            assertThat(server.cause) // the alert arrived
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("certificate_unknown");
            assertThat(client.calls).isEmpty();
            Await.noConnection(pair.loop);
            assertThat(pair.reports).isEmpty();
        }
    }

    @Test
    void anImpossibleNameAbortsTheConnection() throws Exception {
        try (Pair pair = Pair.tcp(_ -> new Recorder())) {
            Transport transport = pair.connect(null, "", new Recorder());
            assertThatThrownBy(
                            () ->
                                    Connector.startTls(
                                            transport, Keys.client(), "a..b", new Recorder()))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("'a..b'");
            Await.until("aborted", transport::isClosing);
        }
    }

    @Test
    void aPlaintextAnswerFails() throws Exception {
        Recorder client = new Recorder();
        Recorder before = new Recorder();
        Recorder server =
                new Recorder() {
                    @Override
                    public void dataReceived(ByteBuffer data) {
                        control(this, t -> t.write(ascii("HTTP/1.1 400 Bad Request\r\n\r\n")));
                    }
                };
        try (Pair pair = Pair.tcp(_ -> server)) {
            Transport transport = pair.connect(null, "", before);
            assertThatThrownBy(
                            () -> Connector.startTls(transport, Keys.client(), "localhost", client))
                    .isInstanceOf(SSLException.class);
            assertThat(client.calls).isEmpty();
            assertThat(before.calls).containsExactly("made");
            assertThat(before.text()).isEmpty();
        }
    }

    @Test
    void aPeerThatLeavesFails() throws Exception {
        try (TestLoop t = new TestLoop();
                ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Transport transport =
                    Connector.connect(
                            t.loop, listener.getLocalSocketAddress(), null, new Recorder());
            listener.accept().close();
            assertThatThrownBy(
                            () ->
                                    Connector.startTls(
                                            transport, Keys.client(), "localhost", new Recorder()))
                    .isInstanceOf(IOException.class);
            Await.noConnection(t.loop);
        }
    }

    @Test
    void aClosedConnectionIsRefused() throws Exception {
        Recorder before = new Recorder();
        try (Pair pair = Pair.tcp(_ -> new Recorder())) {
            Transport transport = pair.connect(null, "", before);
            transport.abort();
            assertThatThrownBy(
                            () ->
                                    Connector.startTls(
                                            transport, Keys.client(), "localhost", new Recorder()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("closing or closed");
            before.awaitLost();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptedCallerLeavesNothing(boolean encrypted) throws Exception {
        Recorder client = new Recorder();
        Recorder silent = new Recorder();
        try (Pair pair = pair(encrypted, _ -> silent)) {
            Tls patient = Keys.client().withHandshakeTimeout(Duration.ofHours(1));
            Recorder before = new Recorder();
            Transport transport = pair.connect(encrypted ? patient : null, "localhost", before);
            CountDownLatch begun = new CountDownLatch(1);
            Task<?> task =
                    pair.loop.createTask(
                            () -> {
                                begun.countDown();
                                Connector.startTls(transport, patient, "localhost", client);
                            });
            Await.latch(begun);
            silent.awaitBytes(1); // the ClientHello
            task.cancel();
            Await.until("cancelled", task::isDone);
            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
            silent.awaitLost();
            Await.noConnection(pair.loop);
            assertThat(transport.isClosing()).isTrue();
            assertThat(client.calls).isEmpty();
            assertThat(before.calls).containsExactly("made");
            assertThat(pair.reports).isEmpty();
        }
    }

    @Test
    void theHandshakeTimeoutCountsHereToo() throws Exception {
        Tls hasty = Keys.client().withHandshakeTimeout(Duration.ofMillis(30));
        try (Pair pair = Pair.tcp(_ -> new Recorder())) {
            Transport transport = pair.connect(null, "", new Recorder());
            assertThatThrownBy(
                            () -> Connector.startTls(transport, hasty, "localhost", new Recorder()))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("longer than 30 ms");
            assertThat(transport.isClosing()).isTrue();
        }
    }
}
