package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.loop.EventLoop;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests and responses, from every kind of thread.
class SessionTest {
    private static final ScriptedServer.Script ECHO = SessionTest::echo;

    /// Answers each request with its head and body.
    private static void echo(ScriptedServer.Peer client) throws Exception {
        for (String head = client.head(); !head.isEmpty(); head = client.head()) {
            String body = head + client.body(length(head));
            client.answer(head.startsWith("HEAD") ? "" : body);
        }
    }

    private static int length(String head) {
        int at = head.indexOf("content-length: ");
        return at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
    }

    @Test
    void aGetBringsStatusHeadersAndText() throws Exception {
        try (var server = new ScriptedServer(ECHO);
                var session = ClientSession.create()) {
            ClientResponse response = session.get(server.url("/a?b=c#d")).query("e", "f g").send();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers().contains("content-length")).isTrue();
            assertThat(response.text())
                    .isEqualTo(
                            "GET /a?b=c&e=f+g HTTP/1.1\r\nhost: 127.0.0.1:"
                                    + server.port()
                                    + "\r\naccept: */*\r\naccept-encoding: gzip, deflate\r\nuser-agent: skein\r\n\r\n");
        }
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        try (var server = new ScriptedServer(ECHO);
                var session = ClientSession.create()) {
            for (int i = 0; i < 100; i++) {
                assertThat(session.get(server.url("/" + i)).send().text()).contains("/" + i + " ");
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(session.openConnections()).isEqualTo(1);
        }
    }

    @Test
    void bodiesOfAllKindsArrive(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "from a file");
        try (var server = new ScriptedServer(ECHO);
                var session = ClientSession.create()) {
            String url = server.url("/");
            assertThat(session.post(url).body("téxt").send().text())
                    .contains("content-type: text/plain; charset=utf-8\r\n")
                    .contains("content-length: 5\r\n");
            assertThat(session.post(url).form(Map.of("a b", "c&d")).send().text())
                    .contains("content-type: application/x-www-form-urlencoded\r\n")
                    .endsWith("\r\n\r\na+b=c%26d");
            assertThat(session.put(url).body(file).send().text())
                    .contains("content-type: text/plain\r\n")
                    .endsWith("\r\n\r\nfrom a file");
            assertThat(session.post(url).json(Map.of("a", 1)).send().text())
                    .contains("content-type: application/json\r\n")
                    .endsWith("\r\n\r\n{\"a\":1}");
            assertThat(
                            session.post(url)
                                    .multipart(new FormData().field("x", "y").file("f", file))
                                    .send()
                                    .text())
                    .contains("content-type: multipart/form-data; boundary=")
                    .contains("content-disposition: form-data; name=\"f\"; filename=\"a.txt\"")
                    .contains("from a file");
            assertThat(session.post(url).send().text()).contains("content-length: 0\r\n");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aStreamGoesOutInChunks() throws Exception {
        byte[] bytes = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        List<String> seen = new ArrayList<>();
        try (var server =
                        new ScriptedServer(
                                client -> {
                                    seen.add(client.head());
                                    String line = "";
                                    int total = 0;
                                    while (!line.equals("0\r\n")) {
                                        line = line(client);
                                        int size = Integer.parseInt(line.strip(), 16);
                                        total += client.body(size).length();
                                        line(client);
                                    }
                                    client.answer("" + total);
                                });
                var session = ClientSession.create()) {
            var response =
                    session.post(server.url("/")).body(new ByteArrayInputStream(bytes)).send();
            assertThat(response.text()).isEqualTo("100000");
            assertThat(seen.getFirst()).contains("transfer-encoding: chunked\r\n");
        }
    }

    private static String line(ScriptedServer.Peer client) throws Exception {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\n") < 0) {
            line.append(client.body(1));
        }
        return line.toString();
    }

    @Test
    void itWorksOnEveryKindOfThread() throws Exception {
        try (var server = new ScriptedServer(ECHO);
                var session = ClientSession.create()) {
            Callable<String> get = () -> session.get(server.url("/x")).send().text();
            assertThat(get.call()).contains("GET /x ");
            List<Object> results = new ArrayList<>();
            Thread virtual = Thread.ofVirtual().start(() -> results.add(call(get)));
            virtual.join();
            assertThat(results.getFirst().toString()).contains("GET /x ");
            try (var loop = new EventLoop()) {
                assertThat(loop.runUntilComplete(get)).contains("GET /x ");
            }
        }
    }

    private static Object call(Callable<String> body) {
        try {
            return body.call();
        } catch (Exception e) {
            return e;
        }
    }

    @Test
    void aClosedSessionSaysSo() throws Exception {
        var session = ClientSession.create();
        session.close();
        session.close();
        assertThatThrownBy(() -> session.get("http://127.0.0.1/").send())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aBadUrlIsAnErrorOfTheFamily() {
        try (var session = ClientSession.create()) {
            assertThatThrownBy(() -> session.get("ftp://example.com/").send())
                    .isInstanceOf(InvalidUrlException.class)
                    .hasMessageContaining("ftp");
            assertThatThrownBy(() -> session.get("/relative").send())
                    .isInstanceOf(InvalidUrlException.class);
        }
    }

    @Test
    void addressesAreForgottenWhenAsked() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        Resolver resolver =
                _ -> {
                    lookups.incrementAndGet();
                    return List.of(InetAddress.ofLiteral("127.0.0.1"));
                };
        var options =
                ClientOptions.defaults()
                        .withPool(PoolOptions.defaults().withKeepAlive(Duration.ZERO))
                        .withConnect(
                                ConnectOptions.defaults().withResolver(resolver).withDnsTtl(null));
        try (var server = new ScriptedServer(ECHO);
                var session = ClientSession.create(options)) {
            String url = "http://some.test:" + server.port() + "/";
            session.get(url).send().text();
            session.get(url).send().text();
            assertThat(lookups).hasValue(1);
            session.clearDnsCache("some.test");
            session.get(url).send().text();
            assertThat(lookups).hasValue(2);
            session.clearDnsCache();
            session.get(url).send().text();
            assertThat(lookups).hasValue(3);
        }
    }
}
