package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS on both ends, and against the JDK's own sockets.
@Tag("essential")
@SuppressWarnings("try") // peers that close early
class TlsTransportTest {
    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// A blocking peer by the JDK, over a plain socket that the test keeps.
    private static SSLSocket dial(Pair pair, Socket plain, String version) throws Exception {
        SSLSocket socket =
                (SSLSocket)
                        Keys.client()
                                .context()
                                .getSocketFactory()
                                .createSocket(plain, "localhost", pair.port(), true);
        socket.setEnabledProtocols(new String[] {version});
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    private static Socket plain(Pair pair) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), pair.port());
    }

    @Test
    void megabytesBothWays() throws Exception {
        byte[] big = random(5 * 1024 * 1024);
        Recorder client = new Recorder();
        try (Pair pair = Pair.tls(Keys.server(), _ -> new Recorder.Echo())) {
            Transport transport = pair.connect(Keys.client(), "localhost", client);
            transport.write(big);
            transport.write(ascii("the end"));
            client.awaitBytes(big.length + 7);
            byte[] got = client.bytes();
            assertThat(Arrays.copyOf(got, big.length)).isEqualTo(big);
            assertThat(new String(got, big.length, 7, StandardCharsets.US_ASCII))
                    .isEqualTo("the end");
            transport.close();
            client.awaitLost();
            assertThat(client.cause).isNull();
            assertThat(pair.reports).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theJdksSocketsUnderstandUs(String version) throws Exception {
        Recorder echo = new Recorder.Echo();
        byte[] big = random(2 * 1024 * 1024);
        try (Pair pair = Pair.tls(Keys.server(), _ -> echo);
                SSLSocket peer = dial(pair, plain(pair), version)) {
            Thread sender =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            peer.getOutputStream().write(big);
                                        } catch (IOException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    });
            assertThat(peer.getInputStream().readNBytes(big.length)).isEqualTo(big);
            Await.end(sender);
            SSLSession session = Objects.requireNonNull(echo.transport().tlsSession());
            assertThat(session.getProtocol()).isEqualTo(version);
            peer.close();
            echo.awaitLost();
            assertThat(echo.cause).isNull();
            assertThat(echo.calls).startsWith("made").endsWith("eof", "lost");
        }
    }

    @Test
    void protocolsAreAgreedOn() throws Exception {
        Recorder server = new Recorder();
        Recorder client = new Recorder();
        Tls offers = Keys.client().withApplicationProtocols("h3", "h2", "http/1.1");
        Tls accepts = Keys.server().withApplicationProtocols("h2", "http/1.1");
        try (Pair pair = Pair.tls(accepts, _ -> server)) {
            Transport transport = pair.connect(offers, "localhost", client);
            assertThat(transport.applicationProtocol()).isEqualTo("h2");
            assertThat(server.transport().applicationProtocol()).isEqualTo("h2");
            Recorder plain = new Recorder();
            assertThat(pair.connect(Keys.client(), "localhost", plain).applicationProtocol())
                    .isEmpty();
        }
    }

    @Test
    void noCommonProtocolFails() throws Exception {
        Recorder server = new Recorder();
        Tls accepts = Keys.server().withApplicationProtocols("h2");
        Tls offers = Keys.client().withApplicationProtocols("smtp");
        try (Pair pair = Pair.tls(accepts, _ -> server)) {
            assertThatThrownBy(() -> pair.connect(offers, "localhost", new Recorder()))
                    .isInstanceOf(IOException.class);
            server.awaitLost();
            assertThat(server.calls).containsExactly("lost");
        }
    }

    @Test
    void aWrongHostNameIsRefused() throws Exception {
        Recorder server = new Recorder();
        Recorder client = new Recorder();
        try (Pair pair = Pair.tls(Keys.server(), _ -> server)) {
            assertThatThrownBy(() -> pair.connect(Keys.client(), "wrong.example", client))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("wrong.example");
            server.awaitLost();
            assertThat(client.calls).isEmpty();
            assertThat(server.calls).containsExactly("lost");
            assertThat(server.cause).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void anUntrustedCertificateIsRefused() throws Exception {
        Recorder server = new Recorder();
        try (Pair pair = Pair.tls(Keys.server(), _ -> server)) {
            assertThatThrownBy(() -> pair.connect(Tls.client(), "localhost", new Recorder()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("unable to find valid certification path")
                    .hasCauseInstanceOf(SSLException.class);
            server.awaitLost();
            assertThat(server.cause).isInstanceOf(SSLException.class);
            assertThat(pair.reports).isEmpty();
        }
    }

    @Test
    void aClientCertificateCanBeRequired() throws Exception {
        Recorder server = new Recorder();
        try (Pair pair = Pair.tls(Keys.serverThatAsks(), _ -> server)) {
            pair.connect(Keys.clientWithCertificate(), "localhost", new Recorder());
            SSLSession session = Objects.requireNonNull(server.transport().tlsSession());
            X509Certificate shown = (X509Certificate) session.getPeerCertificates()[0];
            assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=client");
        }
    }

    @Test
    void aClientWithoutCertificateIsRefused() throws Exception {
        Recorder server = new Recorder();
        try (Pair pair = Pair.tls(Keys.serverThatAsks(), _ -> server)) {
            try {
                Recorder client = new Recorder();
                pair.connect(Keys.client(), "localhost", client);
                client.awaitLost(); // in TLS 1.3 a client learns it after its own handshake
            } catch (IOException e) {
                assertThat(e).isNotInstanceOf(EOFException.class);
            }
            server.awaitLost();
            assertThat(server.calls).containsExactly("lost");
            assertThat(server.cause).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void anOptionalCertificateMayBeMissing() throws Exception {
        Recorder server = new Recorder();
        Tls asks = Keys.serverThatAsks().withClientAuth(Tls.ClientAuth.OPTIONAL);
        try (Pair pair = Pair.tls(asks, _ -> server)) {
            pair.connect(Keys.client(), "localhost", new Recorder());
            SSLSession session = Objects.requireNonNull(server.transport().tlsSession());
            assertThatThrownBy(session::getPeerCertificates)
                    .isInstanceOf(SSLPeerUnverifiedException.class);
        }
    }

    @Test
    void plainTextToATlsPortFails() throws Exception {
        Recorder server = new Recorder();
        try (Pair pair = Pair.tls(Keys.server(), _ -> server);
                SocketChannel peer = pair.dial()) {
            peer.write(ByteBuffer.wrap(ascii("GET / HTTP/1.1\r\n\r\n")));
            server.awaitLost();
            assertThat(server.calls).containsExactly("lost");
            assertThat(server.cause).isInstanceOf(SSLException.class);
            assertThat(pair.reports).isEmpty();
        }
    }

    @Test
    void aSilentPeerRunsIntoTheHandshakeTimeout() throws Exception {
        Recorder server = new Recorder();
        Tls hasty = Keys.server().withHandshakeTimeout(Duration.ofMillis(30));
        try (Pair pair = Pair.tls(hasty, _ -> server);
                SocketChannel peer = pair.dial()) {
            server.awaitLost();
            assertThat(server.cause).hasMessageContaining("longer than 30 ms");
            assertThatThrownBy(() -> peer.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void theHandshakeTimeoutEndsWithTheHandshake() throws Exception {
        Recorder client = new Recorder();
        Tls hasty = Keys.server().withHandshakeTimeout(Duration.ofMillis(500));
        try (Pair pair = Pair.tls(hasty, _ -> new Recorder.Echo())) {
            Transport transport = pair.connect(Keys.client(), "localhost", client);
            pair.loop.sleep(Duration.ofMillis(600));
            transport.write(ascii("still here"));
            client.awaitBytes(10);
            assertThat(client.losses).hasValue(0);
        }
    }

    @Test
    void aPeerThatLeavesDuringTheHandshake() throws Exception {
        Recorder server = new Recorder();
        try (Pair pair = Pair.tls(Keys.server(), _ -> server)) {
            pair.dial().close();
            server.awaitLost();
            assertThat(server.calls).containsExactly("lost");
            assertThat(server.cause).hasMessageContaining("during the TLS handshake");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void truncationIsAnError(String version) throws Exception {
        Recorder server = new Recorder();
        try (Pair pair = Pair.tls(Keys.server(), _ -> server);
                Socket plain = plain(pair)) {
            SSLSocket peer = dial(pair, plain, version);
            peer.getOutputStream().write(ascii("half a mess"));
            server.awaitBytes(11);
            plain.shutdownOutput(); // below TLS: no close_notify
            server.awaitLost();
            assertThat(server.cause).hasMessageContaining("without close_notify");
            assertThat(server.calls).containsExactly("made", "lost");
        }
    }

    @Test
    void weMayEndFirst() throws Exception {
        Recorder server = new Recorder();
        try (Pair pair = Pair.tls(Keys.server(), _ -> server);
                SSLSocket peer = dial(pair, plain(pair), "TLSv1.3")) {
            server.transport().write(ascii("answer"));
            server.transport().writeEof();
            assertThat(peer.getInputStream().readAllBytes()).isEqualTo(ascii("answer"));
            peer.getOutputStream().write(ascii("more"));
            server.awaitBytes(4);
            assertThat(server.text()).isEqualTo("more");
            server.transport().close();
            server.awaitLost();
            assertThat(server.cause).isNull();
        }
    }

    @Test
    void thePeerMayEndFirstAndWhatFollowsIsIgnored() throws Exception {
        Recorder server = new Recorder();
        server.staysOpen = true;
        try (Pair pair = Pair.tls(Keys.server(), _ -> server);
                Socket plain = new Through(plain(pair), 4096)) {
            SSLSocket peer = dial(pair, plain, "TLSv1.3");
            peer.getOutputStream().write(ascii("request"));
            peer.shutdownOutput();
            Await.latch(server.ended);
            plain.getOutputStream().write(random(100_000)); // against RFC 8446 §6.1
            TlsTransport transport = (TlsTransport) server.transport();
            pair.loop.sleep(Duration.ofMillis(5));
            Await.loop(pair.loop);
            assertThat(transport.keptBytes()).isZero();
            transport.write(ascii("answer"));
            transport.close();
            assertThat(peer.getInputStream().readNBytes(6)).isEqualTo(ascii("answer"));
            server.awaitLost();
            assertThat(server.text()).isEqualTo("request");
            assertThat(server.calls).containsExactly("made", "eof", "lost");
        }
    }

    @Test
    void renegotiationIsRefused() throws Exception {
        Recorder server = new Recorder.Echo();
        try (Pair pair = Pair.tls(Keys.server(), _ -> server);
                SSLSocket peer = dial(pair, plain(pair), "TLSv1.2")) {
            peer.getOutputStream().write(ascii("x"));
            assertThat(peer.getInputStream().read()).isEqualTo('x');
            assertThatThrownBy(
                            () -> {
                                peer.startHandshake();
                                peer.getInputStream().read();
                            })
                    .isInstanceOf(IOException.class);
            server.awaitLost();
            assertThat(server.cause).hasMessageContaining("renegotiation, which is refused");
            assertThat(pair.reports).isEmpty();
        }
    }

    @Test
    void aPeerThatDoesNotReadHoldsTheProtocolBack(@TempDir Path folder) throws Exception {
        Recorder server = new Recorder();
        byte[] big = random(12 * 1024 * 1024);
        Path path = Files.write(folder.resolve("big"), big);
        try (Pair pair = Pair.tls(Keys.server(), _ -> server);
                SSLSocket peer = dial(pair, plain(pair), "TLSv1.3")) {
            Transport transport = server.transport();
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
            transport.write(ascii("head"));
            transport.writeFile(file, 0, big.length);
            transport.write(ascii("middle"));
            transport.write(big);
            transport.write(ascii("tail"));
            Await.until("paused", () -> server.calls.contains("pause"));
            assertThat(transport.writeBufferSize()).isGreaterThan(Transport.HIGH_WATER);
            assertThat(peer.getInputStream().readNBytes(4)).isEqualTo(ascii("head"));
            assertThat(peer.getInputStream().readNBytes(big.length)).isEqualTo(big);
            assertThat(peer.getInputStream().readNBytes(6)).isEqualTo(ascii("middle"));
            assertThat(peer.getInputStream().readNBytes(big.length)).isEqualTo(big);
            assertThat(peer.getInputStream().readNBytes(4)).isEqualTo(ascii("tail"));
            Await.until("resumed", () -> server.calls.contains("resume"));
            assertThat(file.isOpen()).isFalse();
            assertThat(transport.writeBufferSize()).isZero();
        }
    }

    @Test
    void aFileTooShortResetsTheConnection(@TempDir Path folder) throws Exception {
        Recorder server = new Recorder();
        Path path = Files.write(folder.resolve("short"), new byte[10]);
        try (Pair pair = Pair.tls(Keys.server(), _ -> server);
                SSLSocket peer = dial(pair, plain(pair), "TLSv1.3")) {
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
            server.transport().writeFile(file, 0, 100);
            server.awaitLost();
            assertThat(server.cause).isInstanceOf(EOFException.class);
            assertThat(file.isOpen()).isFalse();
            assertThatThrownBy(() -> peer.getInputStream().readAllBytes())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void pausingKeepsWhatCameIn() throws Exception {
        Recorder server =
                new Recorder() {
                    @Override
                    public void dataReceived(ByteBuffer data) {
                        super.dataReceived(data);
                        try {
                            transport().pauseReading();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                };
        byte[] big = random(1024 * 1024);
        try (Pair pair = Pair.tls(Keys.server(), _ -> server);
                SSLSocket peer = dial(pair, plain(pair), "TLSv1.3")) {
            Thread sender =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            peer.getOutputStream().write(big);
                                            peer.close();
                                        } catch (IOException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    });
            server.awaitBytes(1);
            Await.loop(pair.loop);
            int then = server.count();
            pair.loop.sleep(Duration.ofMillis(10));
            assertThat(server.count()).isEqualTo(then).isLessThanOrEqualTo(16 * 1024);
            Await.until(
                    "all",
                    () -> {
                        resume(server);
                        return server.losses.get() > 0;
                    });
            Await.end(sender);
            assertThat(server.bytes()).isEqualTo(big);
            assertThat(server.cause).isNull();
            assertThat(server.calls).containsExactly("made", "eof", "lost");
        }
    }

    private static void resume(Recorder recorder) {
        try {
            recorder.transport().resumeReading();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aProtocolThatThrowsAbortsItsConnection() throws Exception {
        Recorder server =
                new Recorder() {
                    @Override
                    public void connectionMade(Transport made) {
                        super.connectionMade(made);
                        throw new IllegalStateException("bad protocol");
                    }
                };
        try (Pair pair = Pair.tls(Keys.server(), _ -> server);
                Socket plain = plain(pair)) {
            assertThatThrownBy(
                            () -> {
                                SSLSocket peer = dial(pair, plain, "TLSv1.3");
                                peer.getInputStream().readAllBytes();
                            })
                    .isInstanceOf(IOException.class);
            server.awaitLost();
            Await.until("reported", () -> pair.reports.size() == 1);
            assertThat(server.losses).hasValue(1);
        }
    }

    @Test
    void abortIsAReset() throws Exception {
        Recorder server = new Recorder();
        try (Pair pair = Pair.tls(Keys.server(), _ -> server);
                SSLSocket peer = dial(pair, plain(pair), "TLSv1.3")) {
            server.transport().write(random(8 * 1024 * 1024));
            server.transport().abort();
            server.awaitLost();
            assertThatThrownBy(() -> peer.getInputStream().readAllBytes())
                    .isInstanceOf(IOException.class);
            assertThat(server.losses).hasValue(1);
            assertThat(server.cause).isNull();
        }
    }

    @Test
    void recordsByteByByte() throws Exception {
        Recorder server = new Recorder.Echo();
        try (Pair pair = Pair.tls(Keys.server(), _ -> server);
                Socket plain = plain(pair);
                Through proxy = new Through(plain, 1);
                SSLSocket peer =
                        (SSLSocket)
                                Keys.client()
                                        .context()
                                        .getSocketFactory()
                                        .createSocket(proxy, "localhost", 1, true)) {
            peer.getOutputStream().write(ascii("drop by drop"));
            assertThat(peer.getInputStream().readNBytes(12)).isEqualTo(ascii("drop by drop"));
        }
        server.awaitLost();
    }

    /// A socket that sends a few bytes at a time, and never ends its output by itself.
    private static final class Through extends Socket {
        private final Socket socket;
        private final int step;

        Through(Socket socket, int step) throws IOException {
            this.socket = socket;
            this.step = step;
            socket.setTcpNoDelay(true);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return socket.getInputStream();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream out = socket.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    out.write(b);
                }

                @Override
                public void write(byte[] data, int offset, int length) throws IOException {
                    for (int at = 0; at < length; at += step) {
                        out.write(data, offset + at, Math.min(step, length - at));
                    }
                }
            };
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void shutdownOutput() {}

        @Override
        public void setSoTimeout(int millis) throws SocketException {
            socket.setSoTimeout(millis);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
