package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole requests through proxies.
class ProxyInSessionTest {
    private final List<String> heads = Collections.synchronizedList(new ArrayList<>());

    private static Proxy http(ScriptedServer proxy) {
        return DialClient.proxy(Proxy.Kind.HTTP, proxy.port(), "user", "pass");
    }

    @Test
    void plainRequestsNameTheirWholeTarget() throws Exception {
        ScriptedServer.Script proxy =
                client -> {
                    for (String head = client.head(); !head.isEmpty(); head = client.head()) {
                        heads.add(head);
                        client.answer("fine");
                    }
                };
        try (var server = new ScriptedServer(proxy);
                var session = Answers.narrow()) {
            for (String url : List.of("http://one.test/a?b#c", "http://two.test:81/")) {
                assertThat(session.get(url).proxy(http(server)).send().text()).isEqualTo("fine");
            }
            assertThat(heads.get(0))
                    .startsWith("GET http://one.test/a?b HTTP/1.1\r\nhost: one.test\r\n")
                    .contains("proxy-authorization: Basic dXNlcjpwYXNz\r\n");
            assertThat(heads.get(1))
                    .startsWith("GET http://two.test:81/ HTTP/1.1\r\nhost: two.test:81\r\n");
            Answers.assertFine(session, server); // directly
            assertThat(heads.get(2)).startsWith("GET /fine ").doesNotContain("proxy-authorization");
        }
    }

    private static void relay(ScriptedServer.Peer client, int port) throws Exception {
        try (Socket target = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            InputStream in = client.socket().getInputStream();
            OutputStream out = target.getOutputStream();
            Thread up = Thread.ofVirtual().start(() -> copy(in, out));
            copy(target.getInputStream(), client.socket().getOutputStream());
            client.socket().close();
            up.join();
        }
    }

    private static void copy(InputStream in, OutputStream out) {
        try {
            in.transferTo(out);
        } catch (IOException _) {
            // one end is closed
        }
    }

    @Test
    void secureRequestsGoThroughATunnel(@TempDir Path folder) throws Exception {
        var tls = DialKeys.client(folder);
        DialServer.Script fine = socket -> Answers.fine(new ScriptedServer.Peer(socket));
        try (var target = new DialServer(DialKeys.listener("good"), fine);
                var proxy =
                        new ScriptedServer(
                                client -> {
                                    heads.add(client.head());
                                    client.send("HTTP/1.1 200 Connected\r\n\r\n");
                                    relay(client, target.port());
                                });
                var session = Answers.narrow()) {
            String url = "https://localhost:" + target.port() + "/";
            for (int i = 0; i < 3; i++) {
                assertThat(session.get(url).tls(tls).proxy(http(proxy)).send().text())
                        .isEqualTo("fine");
            }
            assertThat(heads).hasSize(1);
            assertThat(heads.getFirst())
                    .startsWith("CONNECT localhost:" + target.port() + " HTTP/1.1\r\n")
                    .contains("roxy-", "dXNlcjpwYXNz");
        }
    }

    @Test
    void aTunnelRefusedIsAFaultOfTheProxy() throws Exception {
        ScriptedServer.Script refusing =
                Answers.once("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
        try (var proxy = new ScriptedServer(refusing, refusing, Answers::fine);
                var session = Answers.narrow()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> session.get("https://one.test/").proxy(http(proxy)).send())
                        .isInstanceOfSatisfying(
                                ProxyException.class, e -> assertThat(e.status()).isEqualTo(407))
                        .hasMessageContaining("https://one.test/")
                        .hasMessageNotContaining("pass");
            }
            Answers.assertFine(session, proxy);
        }
    }

    @Test
    void socksCarriesPlainRequests() throws Exception {
        try (var target = new ScriptedServer(Answers::fine);
                var proxy =
                        new ScriptedServer(
                                client -> {
                                    InputStream in = client.socket().getInputStream();
                                    in.readNBytes(2 + 1); // one method: none
                                    client.send(new byte[] {5, 0});
                                    byte[] request = in.readNBytes(5);
                                    String host = client.body(request[4]);
                                    in.readNBytes(2);
                                    heads.add(host);
                                    client.send(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
                                    relay(client, target.port());
                                });
                var session = Answers.narrow()) {
            Proxy socks = DialClient.proxy(Proxy.Kind.SOCKS5H, proxy.port());
            for (int i = 0; i < 3; i++) {
                assertThat(session.get("http://one.test/").proxy(socks).send().text())
                        .isEqualTo("fine");
            }
            assertThat(heads).containsExactly("one.test");
        }
    }

    @Test
    void aProxyThatIsNotThereSaysSo() throws Exception {
        int port;
        try (var gone = new ScriptedServer(Answers::fine)) {
            port = gone.port();
        }
        try (var session = Answers.narrow()) {
            for (Proxy.Kind kind : List.of(Proxy.Kind.HTTP, Proxy.Kind.SOCKS5)) {
                assertThatThrownBy(
                                () ->
                                        session.get("http://127.0.0.1:1/")
                                                .proxy(DialClient.proxy(kind, port))
                                                .send())
                        .isInstanceOfAny(ProxyException.class, ConnectionException.class)
                        .hasMessageContaining("proxy");
            }
        }
    }
}
