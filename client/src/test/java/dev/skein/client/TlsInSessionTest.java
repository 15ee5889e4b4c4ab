package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.loop.Tls;
import java.nio.file.Path;
import java.util.Random;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole requests over TLS: whom to trust, and what is said when that is nobody.
class TlsInSessionTest {
    private Tls trusting = Tls.client();

    @BeforeEach
    void trust(@TempDir Path folder) throws Exception {
        trusting = DialKeys.client(folder);
    }

    private static DialServer server(String alias) throws Exception {
        return new DialServer(
                DialKeys.listener(alias), socket -> Answers.fine(new ScriptedServer.Peer(socket)));
    }

    private static String url(DialServer server, String host) {
        return "https://" + host + ":" + server.port() + "/";
    }

    private void assertRefused(String alias, String host, Tls tls, String... words)
            throws Exception {
        var options = Answers.narrowOptions().withConnect(DialClient.resolvingTo("127.0.0.1"));
        try (var bad = server(alias);
                var good = server("good");
                var session = ClientSession.create(options)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> session.get(url(bad, host)).tls(tls).send())
                        .isInstanceOfSatisfying(
                                TlsException.class, e -> assertThat(e.phase()).isEqualTo(Phase.TLS))
                        .hasMessageContaining(url(bad, host))
                        .hasMessageContainingAll(words);
            }
            assertThat(session.get(url(good, "localhost")).tls(trusting).send().text())
                    .isEqualTo("fine");
        }
    }

    @Test
    void whoIsNotTrustedIsNotTalkedTo() throws Exception {
        assertRefused("good", "localhost", Tls.client(), "not trusted", "Tls.client(Path)");
        assertRefused("good", "other.test", trusting, "another name than other.test");
        assertRefused("expired", "localhost", trusting, "has expired");
        assertRefused("good", "localhost", Tls.pinned("00".repeat(32)), "not the right one");
    }

    @Test
    void plainTextIsNoTls() throws Exception {
        try (var plain = new ScriptedServer(client -> client.send("HTTP/1.1 400 Bad\r\n\r\n"));
                var session = Answers.narrow()) {
            String url = plain.url("/").replace("http:", "https:");
            assertThatThrownBy(() -> session.get(url).send())
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("plain text");
        }
    }

    @Test
    void connectionsAreNotSharedBetweenThoseWhoTrustDifferently() throws Exception {
        try (var server = server("good");
                var session = ClientSession.create()) {
            String url = url(server, "localhost");
            assertThat(session.get(url).tls(trusting).send().text()).isEqualTo("fine");
            assertThat(session.get(url).tls(trusting).send().text()).isEqualTo("fine");
            assertThat(session.openConnections()).isEqualTo(1);
            assertThatThrownBy(() -> session.get(url).send()).isInstanceOf(TlsException.class);
            assertThat(session.get(url).tls(Tls.insecure()).send().text()).isEqualTo("fine");
            assertThat(session.openConnections()).isEqualTo(2);
        }
    }

    @Test
    void aServerMayWantAClientsCertificate() throws Exception {
        SSLServerSocket listener = DialKeys.listener("good");
        listener.setNeedClientAuth(true);
        try (var server =
                        new DialServer(
                                listener, socket -> Answers.fine(new ScriptedServer.Peer(socket)));
                var session = Answers.narrow()) {
            String url = url(server, "localhost");
            // Sometimes it is told before the request goes out, sometimes after.
            for (int i = 0; i < 30; i++) {
                assertThatThrownBy(() -> session.get(url).tls(trusting).send())
                        .isInstanceOf(TlsException.class)
                        .hasMessageContaining("wants a certificate of the client");
            }
        }
    }

    @Test
    void aLargeBodyComesWhole() throws Exception {
        byte[] much = new byte[20 * 1024 * 1024];
        new Random(3).nextBytes(much);
        DialServer.Script script =
                socket -> {
                    var peer = new ScriptedServer.Peer(socket);
                    peer.head();
                    peer.send("HTTP/1.1 200 OK\r\ncontent-length: " + much.length + "\r\n\r\n");
                    peer.send(much);
                };
        try (var server = new DialServer(DialKeys.listener("good"), script);
                var session = Answers.narrow()) {
            assertThat(session.get(url(server, "localhost")).tls(trusting).send().bytes())
                    .isEqualTo(much);
        }
    }
}
