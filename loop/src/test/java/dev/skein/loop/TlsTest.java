package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client checks of a server, and what it shows of itself.
class TlsTest {
    private static final String OTHER_PIN = "00".repeat(32);

    private static byte[] digest() throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(Keys.serverX509().getEncoded());
    }

    private static String pin() throws Exception {
        return HexFormat.of().formatHex(digest());
    }

    /// Connects, gets an echo, and closes; the session of the client's end.
    private static SSLSession talk(Pair pair, Tls tls, String host) throws Exception {
        Recorder client = new Recorder();
        Transport transport = pair.connect(tls, host, client);
        transport.write("ping".getBytes(StandardCharsets.US_ASCII));
        client.awaitBytes(4);
        SSLSession session = Objects.requireNonNull(transport.tlsSession());
        transport.close();
        client.awaitLost();
        return session;
    }

    private static Pair echo() throws IOException {
        return Pair.tls(Keys.server(), _ -> new Recorder.Echo());
    }

    private static void assertRefused(Pair pair, Tls tls, String host, String... words) {
        assertThatThrownBy(() -> pair.connect(tls, host, new Recorder()))
                .isInstanceOf(SSLHandshakeException.class)
                .hasCauseInstanceOf(SSLHandshakeException.class)
                .message()
                .contains(words);
    }

    // ---- path and name

    @Test
    void aSelfSignedCertificateIsRefused() throws Exception {
        try (Pair pair = echo()) {
            assertRefused(pair, Tls.client(), "localhost", "unable to find valid certification");
        }
    }

    @Test
    void anExpiredCertificateIsRefused(@TempDir Path folder) throws Exception {
        Keys.Expired expired = Keys.Expired.make(folder);
        Path authority = Files.writeString(folder.resolve("ca.pem"), expired.authority());
        try (Pair pair = Pair.tls(expired.server(), _ -> new Recorder.Echo())) {
            assertRefused(pair, Tls.client(authority), "localhost", "validity check failed");
            talk(pair, Tls.insecure(), "localhost");
        }
    }

    @Test
    void insecureBelievesEverything() throws Exception {
        try (Pair pair = echo()) {
            assertThat(Tls.insecure().verifiesName()).isFalse();
            talk(pair, Tls.insecure(), "wrong.example");
            talk(pair, Tls.insecure(), "10.1.2.3");
        }
    }

    @Test
    void addressesAreVerified() throws Exception {
        try (Pair pair = echo()) {
            talk(pair, Keys.client(), "127.0.0.1");
            assertRefused(pair, Keys.client(), "127.0.0.2", "127.0.0.2");
            assertRefused(pair, Keys.client(), "[::1]", "1");
        }
    }

    @Test
    void anotherNameMayBeVerified() throws Exception {
        try (Pair pair = echo()) {
            talk(pair, Keys.client().withServerName("localhost"), "wrong.example");
            assertRefused(
                    pair,
                    Keys.client().withServerName("wrong.example"),
                    "localhost",
                    "wrong.example");
        }
    }

    // ---- the name that is sent

    private static List<String> indicated(Tls tls, String host) throws Exception {
        Recorder server = new Recorder();
        try (Pair pair = Pair.tls(Keys.server(), _ -> server)) {
            pair.connect(tls, host, new Recorder());
            SSLSession session = Objects.requireNonNull(server.transport().tlsSession());
            List<SNIServerName> names = ((ExtendedSSLSession) session).getRequestedServerNames();
            return names.stream().map(name -> ((SNIHostName) name).getAsciiName()).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost",
        "localhost., localhost",
        "www.example.org, www.example.org",
        "www.example.org., www.example.org",
        "bücher.example, xn--bcher-kva.example"
    })
    void namesAreIndicated(String host, String expected) throws Exception {
        assertThat(indicated(Tls.insecure(), host)).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "[::1]", "[2001:db8::7]", "under_score.example"})
    void addressesAndOddNamesAreNot(String host) throws Exception {
        assertThat(indicated(Tls.insecure(), host)).isEmpty();
    }

    @Test
    void theServerNameIsIndicatedInPlaceOfTheHost() throws Exception {
        Tls tls = Tls.insecure().withServerName("front.example");
        assertThat(indicated(tls, "back.example")).containsExactly("front.example");
    }

    @Test
    void aTrailingDotDoesNotMatterToTheCheck() throws Exception {
        try (Pair pair = echo()) {
            talk(pair, Keys.client(), "localhost.");
        }
    }

    @Test
    void impossibleNamesSayWhatWasExpected() throws Exception {
        for (String name : new String[] {"", ".", "a..b", "x".repeat(64), "a.".repeat(200) + "b"}) {
            assertThatThrownBy(() -> Tls.client().withServerName(name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected the name or address of a server, but came '");
        }
        try (Pair pair = echo()) {
            assertThatThrownBy(() -> pair.connect(Keys.client(), "a..b", new Recorder()))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("'a..b'");
        }
    }

    // ---- pins

    @Test
    void aPinnedCertificateNeedsNeitherPathNorName() throws Exception {
        String hex = pin();
        String colons = HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest());
        String base64 = Base64.getEncoder().encodeToString(digest());
        try (Pair pair = echo()) {
            for (String form : new String[] {hex, hex.toUpperCase(Locale.ROOT), colons, base64}) {
                Tls tls = Tls.pinned(form);
                assertThat(tls.pins()).containsExactly(hex);
                talk(pair, tls, "wrong.example");
            }
            talk(pair, Tls.pinned(OTHER_PIN, hex), "wrong.example");
        }
    }

    @Test
    void anotherCertificateThanThePinnedIsRefused() throws Exception {
        Recorder server = new Recorder();
        try (Pair pair = Pair.tls(Keys.server(), _ -> server)) {
            assertRefused(pair, Tls.pinned(OTHER_PIN), "localhost", OTHER_PIN, pin());
            server.awaitLost();
            assertThat(server.cause).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void pinsComeOnTopOfTheOtherChecks() throws Exception {
        try (Pair pair = echo()) {
            talk(pair, Keys.client().withPins(pin()), "localhost");
            assertRefused(pair, Keys.client().withPins(OTHER_PIN), "localhost", OTHER_PIN, pin());
            assertRefused(pair, Keys.client().withPins(pin()), "wrong.example", "wrong.example");
            assertRefused(pair, Tls.client().withPins(pin()), "localhost", "certification path");
            assertRefused(pair, Tls.pinned(pin()).withPins(OTHER_PIN), "localhost", OTHER_PIN);
        }
    }

    /// The server would see the client's certificate if the pins were only checked after the handshake.
    @Test
    void whoIsNotPinnedDoesNotLearnWhoWeAre() throws Exception {
        Recorder server = new Recorder();
        try (Pair pair = Pair.tls(Keys.serverThatAsks(), _ -> server)) {
            Tls tls = Keys.clientWithCertificate().withPins(OTHER_PIN);
            assertRefused(pair, tls, "localhost", OTHER_PIN);
            server.awaitLost();
            assertThat(server.calls).containsExactly("lost");
        }
    }

    @Test
    void resumedSessionsAreCheckedToo() throws Exception {
        Tls tls = Keys.client();
        try (Pair pair = echo()) {
            SSLSession first = talk(pair, tls, "localhost");
            SSLSession second = talk(pair, tls.withPins(pin()), "localhost");
            assertThat(second.getCreationTime()).isEqualTo(first.getCreationTime()); // resumed
            assertThat(second.getPeerPort()).isEqualTo(pair.port());
            assertRefused(pair, tls.withPins(OTHER_PIN), "localhost", OTHER_PIN);
        }
    }

    @Test
    void aSessionThatNobodyVerifiedIsNotResumedByOneWhoDoes() throws Exception {
        Tls careful = Keys.client();
        Tls careless =
                new Tls(
                        careful.context(),
                        careful.applicationProtocols(),
                        careful.handshakeTimeout(),
                        careful.clientAuth(),
                        false,
                        null,
                        List.of());
        assertRefusedAfter(careless, careful);
        assertRefusedAfter(Tls.insecure(), careful);
    }

    private static void assertRefusedAfter(Tls careless, Tls careful) throws Exception {
        try (Pair pair = echo()) {
            talk(pair, careless.withServerName("other.example"), "localhost");
            assertRefused(pair, careful.withServerName("other.example"), "localhost", "other");
        }
    }

    @Test
    void pinsThatAreNoneSayWhatWasExpected() {
        for (String bad :
                new String[] {"", "abc", "0".repeat(63), "0".repeat(40), "g".repeat(64), "é"}) {
            assertThatThrownBy(() -> Tls.pinned(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("but came '" + bad + "'")
                    .hasMessageContaining("openssl x509");
        }
        assertThatThrownBy(() -> Tls.pinned("x".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .hasSizeLessThan(400);
    }

    /// Also where the JDK's own sockets or its HTTP client use the context.
    @Test
    void theContextAloneIsAsStrict() throws Exception {
        try (Pair pair = echo()) {
            try (SSLSocket socket = socket(pair, Tls.pinned(pin()))) {
                socket.startHandshake();
                assertThat(socket.getSession().isValid()).isTrue();
            }
            try (SSLSocket socket = socket(pair, Tls.pinned(OTHER_PIN))) {
                assertThatThrownBy(socket::startHandshake)
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining(OTHER_PIN);
            }
        }
    }

    private static SSLSocket socket(Pair pair, Tls tls) throws IOException {
        return (SSLSocket)
                tls.context()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), pair.port());
    }

    @Test
    void aServerMayPinItsClients() throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] known = sha256.digest(Keys.clientX509().getEncoded());
        Recorder server = new Recorder();
        Tls asks =
                Keys.serverThatAsks()
                        .withClientAuth(Tls.ClientAuth.OPTIONAL)
                        .withPins(HexFormat.of().formatHex(known));
        try (Pair pair = Pair.tls(asks, _ -> server)) {
            pair.connect(Keys.clientWithCertificate(), "localhost", new Recorder());
            server.transport().close();
        }
        Recorder refusing = new Recorder();
        try (Pair pair = Pair.tls(asks, _ -> refusing)) {
            Recorder nobody = new Recorder();
            pair.connect(Keys.client(), "localhost", nobody);
            refusing.awaitLost();
            assertThat(refusing.calls).containsExactly("lost");
            assertThat(refusing.cause).hasMessageContaining("the peer showed none");
            nobody.awaitLost();
        }
    }

    @Test
    void leavesAreTrustedForServersOnly() throws Exception {
        LeafTrust trust = new LeafTrust(_ -> {});
        X509Certificate[] chain = {Keys.serverX509()};
        trust.checkServerTrusted(chain, "EC");
        assertThatThrownBy(() -> trust.checkClientTrusted(chain, "EC"))
                .isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> trust.checkClientTrusted(chain, "EC", new Socket()))
                .isInstanceOf(CertificateException.class);
        SSLEngine engine = Keys.server().serverEngine();
        assertThatThrownBy(() -> trust.checkClientTrusted(chain, "EC", engine))
                .isInstanceOf(CertificateException.class);
    }

    // ---- who we are

    @Test
    void aClientMayHaveACertificate(@TempDir Path folder) throws Exception {
        Path certificate =
                Files.writeString(
                        folder.resolve("client.crt"),
                        Keys.pem("CERTIFICATE", Keys.clientX509().getEncoded()));
        Path key =
                Files.writeString(
                        folder.resolve("client.key"),
                        Keys.pem("PRIVATE KEY", Keys.clientPrivateKey().getEncoded()));
        Recorder server = new Recorder();
        try (Pair pair = Pair.tls(Keys.serverThatAsks(), _ -> server)) {
            pair.connect(
                    Tls.client(Keys.serverCertificate(), certificate, key),
                    "localhost",
                    new Recorder());
            SSLSession session = Objects.requireNonNull(server.transport().tlsSession());
            X509Certificate shown = (X509Certificate) session.getPeerCertificates()[0];
            assertThat(shown).isEqualTo(Keys.clientX509());
            Tls trustsTheJdks = Tls.client(null, certificate, key);
            assertRefused(pair, trustsTheJdks, "localhost", "certification path");
        }
        assertThatThrownBy(() -> Tls.client(null, certificate, Keys.serverKey()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("server.key")
                .hasMessageContaining("client.crt");
    }

    @Test
    void othersRemainWhenOneChanges() throws Exception {
        Tls tls =
                Tls.pinned(pin())
                        .withApplicationProtocols("h2")
                        .withHandshakeTimeout(java.time.Duration.ofSeconds(3))
                        .withClientAuth(Tls.ClientAuth.OPTIONAL)
                        .withServerName("a.example")
                        .withPins(OTHER_PIN);
        assertThat(tls.applicationProtocols()).containsExactly("h2");
        assertThat(tls.handshakeTimeout()).hasSeconds(3);
        assertThat(tls.clientAuth()).isEqualTo(Tls.ClientAuth.OPTIONAL);
        assertThat(tls.verifiesName()).isFalse();
        assertThat(tls.serverName()).isEqualTo("a.example");
        assertThat(tls.pins()).containsExactly(OTHER_PIN);
    }
}
