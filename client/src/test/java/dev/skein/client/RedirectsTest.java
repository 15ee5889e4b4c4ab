package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Redirects (RFC 9110 §15.4): what becomes of the request, and which are not followed.
class RedirectsTest {
    private final List<String> heads = Collections.synchronizedList(new ArrayList<>());

    /// Answers paths that begin with "/to" by a redirect to what the test says, all others by "fine".
    private ScriptedServer.Script redirecting(int status, String location) {
        return client -> {
            for (String head = client.head(); !head.isEmpty(); head = client.head()) {
                heads.add(head + client.body(length(head)));
                if (head.contains(" /to")) {
                    client.send(
                            "HTTP/1.1 "
                                    + status
                                    + " Moved\r\nlocation: "
                                    + location
                                    + "\r\ncontent-length: 4\r\n\r\n"
                                    + (head.startsWith("HEAD") ? "" : "gone"));
                } else {
                    client.answer(head.startsWith("HEAD") ? "" : "fine");
                }
            }
        };
    }

    private static int length(String head) {
        int at = head.indexOf("content-length: ");
        return at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
    }

    @ParameterizedTest
    @CsvSource({
        "301,GET,GET", "302,GET,GET", "303,GET,GET", "307,GET,GET", "308,GET,GET",
        "301,POST,GET", "302,POST,GET", "303,POST,GET", "307,POST,POST", "308,POST,POST",
        "301,PUT,PUT", "302,PUT,PUT", "303,PUT,GET", "307,PUT,PUT", "308,PUT,PUT",
        "301,DELETE,DELETE", "302,DELETE,DELETE", "303,DELETE,GET", "307,DELETE,DELETE",
                "308,DELETE,DELETE",
        "301,HEAD,HEAD", "302,HEAD,HEAD", "303,HEAD,HEAD", "307,HEAD,HEAD", "308,HEAD,HEAD",
    })
    void theMethodFollowsTheTable(int status, String method, String then) throws Exception {
        try (var server = new ScriptedServer(redirecting(status, "/new"));
                var session = Answers.narrow()) {
            RequestBuilder request =
                    session.request(method, server.url("/to"))
                            .header("x-own", "kept")
                            .followRedirects(true);
            boolean body = method.startsWith("P");
            if (body) {
                request.body("content").header("content-language", "cs");
            }
            ClientResponse response = request.send();
            response.bytes();
            assertThat(response.status()).isEqualTo(200);
            assertThat(heads).hasSize(2);
            String next = heads.getLast();
            assertThat(next).startsWith(then + " /new ").contains("x-own: kept\r\n");
            if (body && then.equals(method)) {
                assertThat(next)
                        .endsWith("\r\n\r\ncontent")
                        .contains("content-type: ", "content-language: cs");
            } else if (body) {
                assertThat(next).endsWith("\r\n\r\n").doesNotContain("content-");
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void headIsNotRedirectedUnlessAsked() throws Exception {
        try (var server = new ScriptedServer(redirecting(302, "/new"));
                var session = Answers.narrow()) {
            assertThat(session.head(server.url("/to")).send().status()).isEqualTo(302);
            assertThat(session.get(server.url("/to")).followRedirects(false).send().text())
                    .isEqualTo("gone");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/new?a=b,/new?a=b,/new?a=b#frag",
        "new,/to/new,/to/new#frag",
        "../x,/x,/x#frag",
        "?q,/to/here?q,/to/here?q#frag",
        "/new#own,/new,/new#own",
        "/žluť,/%C5%BElu%C5%A5,/%C5%BElu%C5%A5#frag",
        "/a b,/a%20b,/a%20b#frag",
        "//127.0.0.1:PORT/net,/net,/net#frag",
        "HTTP://127.0.0.1:PORT/abs,/abs,/abs#frag",
    })
    void theTargetIsResolved(String location, String path, String url) throws Exception {
        ScriptedServer.Script[] later = new ScriptedServer.Script[1];
        try (var server = new ScriptedServer(client -> later[0].play(client));
                var session = Answers.narrow()) {
            String raw = location.replace("PORT", "" + server.port());
            raw = new String(raw.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            String target = raw;
            later[0] =
                    client -> {
                        heads.add(client.head());
                        client.send(
                                "HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: "
                                        + target
                                        + "\r\n\r\n");
                        heads.add(client.head());
                        client.answer("fine");
                    };
            ClientResponse response = session.get(server.url("/to/here?z#frag")).send();
            assertThat(response.text()).isEqualTo("fine");
            assertThat(heads.getLast()).startsWith("GET " + path + " HTTP/1.1\r\n");
            assertThat(response.url()).hasToString(server.url(url));
        }
    }

    @Test
    void aBaseUrlIsNoConcernOfRedirects() throws Exception {
        try (var server = new ScriptedServer(redirecting(302, "../../there"));
                var session =
                        ClientSession.create(
                                Answers.narrowOptions().withBaseUrl(server.url("/to/base/")))) {
            assertThat(session.get("x").send().url()).hasToString(server.url("/there"));
        }
    }

    @Test
    void theHistoryIsKept() throws Exception {
        ScriptedServer.Script steps =
                client -> {
                    for (int i = 0; i < 3; i++) {
                        client.head();
                        client.send(
                                "HTTP/1.1 30"
                                        + (1 + i)
                                        + " Moved\r\nlocation: /"
                                        + i
                                        + "\r\ncontent-length: 0\r\n\r\n");
                    }
                    Answers.fine(client);
                };
        try (var server = new ScriptedServer(steps);
                var session = Answers.narrow()) {
            ClientResponse response = session.get(server.url("/start")).send();
            assertThat(response.history())
                    .extracting(ClientResponse::status)
                    .containsExactly(301, 302, 303);
            assertThat(response.history())
                    .extracting(r -> r.url().path())
                    .containsExactly("/start", "/0", "/1");
            assertThat(response.url().path()).isEqualTo("/2");
            response.close();
        }
    }

    @Test
    void anotherOriginGetsNoSecrets() throws Exception {
        try (var other = new ScriptedServer(redirecting(0, ""));
                var server = new ScriptedServer(redirecting(307, other.url("/new")));
                var session = ClientSession.create()) {
            session.post(server.url("/to"))
                    .auth("user", "secret")
                    .cookie("own", "secret")
                    .header("proxy-authorization", "secret")
                    .header("host", "secret.test")
                    .header("x-own", "kept")
                    .body("content")
                    .send()
                    .text();
            assertThat(heads).hasSize(2);
            assertThat(heads.getFirst())
                    .contains("authorization: ", "cookie: own=secret", "host: secret.test");
            assertThat(heads.getLast())
                    .doesNotContain("authorization")
                    .doesNotContain("cookie")
                    .doesNotContain("secret")
                    .contains("host: 127.0.0.1:" + other.port(), "x-own: kept")
                    .endsWith("content");
        }
    }

    @Test
    void theSameOriginGetsThemAgain() throws Exception {
        try (var server = new ScriptedServer(redirecting(302, "/new"));
                var session = Answers.narrow()) {
            session.get(server.url("/to")).bearer("token").cookie("a", "b").send().text();
            assertThat(heads.getLast()).contains("authorization: Bearer token", "cookie: a=b");
        }
    }

    @Test
    void userInformationInTheTargetIsUsed() throws Exception {
        try (var other = new ScriptedServer(redirecting(0, ""));
                var server =
                        new ScriptedServer(
                                redirecting(
                                        302,
                                        "http://user:pass@127.0.0.1:" + other.port() + "/new"));
                var session = ClientSession.create()) {
            ClientResponse response = session.get(server.url("/to")).bearer("old").send();
            assertThat(response.url().toString()).doesNotContain("pass");
            assertThat(heads.getLast())
                    .contains("authorization: Basic dXNlcjpwYXNz\r\n")
                    .doesNotContain("old");
        }
    }

    private void assertNotFollowed(String location, String... words) throws Exception {
        try (var server = new ScriptedServer(redirecting(302, location));
                var session = Answers.narrow()) {
            for (int i = 0; i < 2; i++) {
                Answers.assertFails(
                        RedirectException.class,
                        Phase.REDIRECT,
                        server,
                        () -> session.get(server.url("/to")).send());
                assertThatThrownBy(() -> session.get(server.url("/to")).send())
                        .hasMessageContainingAll(words);
            }
            Answers.assertFine(session, server);
        }
    }

    @Test
    void whatIsNoWebAddressIsNotFollowed() throws Exception {
        assertNotFollowed("ftp://example.com/", "ftp");
        assertNotFollowed("file:///etc/passwd", "file");
        assertNotFollowed("javascript:alert(1)", "javascript");
        assertNotFollowed("http://", "http://");
        assertNotFollowed("http://[::1", "[::1");
        assertNotFollowed("http://127.0.0.1:99999/", "99999");
        assertNotFollowed("http://a b/", "a b");
        assertNotFollowed("http://us%3Aer:x@127.0.0.1/", "user");
        assertNotFollowed("/to", "loop");
        assertNotFollowed("/to#other", "loop");
        assertNotFollowed("", "loop");
    }

    @Test
    void aPlainTargetOfASecureUrlIsNotFollowed(@TempDir Path folder) throws Exception {
        var tls = DialKeys.client(folder);
        DialServer.Script script =
                socket -> {
                    var peer = new ScriptedServer.Peer(socket);
                    while (!peer.head().isEmpty()) {
                        peer.send(
                                "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/x\r\ncontent-length: 0\r\n\r\n");
                    }
                };
        try (var server = new DialServer(DialKeys.listener("good"), script);
                var session = Answers.narrow()) {
            String url = "https://localhost:" + server.port() + "/";
            assertThatThrownBy(() -> session.get(url).tls(tls).send())
                    .isInstanceOf(RedirectException.class)
                    .hasMessageContaining("withAllowDowngrade");
            var allowed =
                    RequestOptions.defaults()
                            .withTls(tls)
                            .withRedirects(RedirectPolicy.defaults().withAllowDowngrade(true));
            assertThatThrownBy(() -> session.get(url).options(allowed).send())
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("http://127.0.0.1:1/x");
        }
    }

    @Test
    void tooManyAreNotFollowed() throws Exception {
        ScriptedServer.Script endless =
                client -> {
                    for (int i = 0; !client.head().isEmpty(); i++) {
                        client.send(
                                "HTTP/1.1 302 Found\r\nlocation: /"
                                        + i
                                        + "\r\ncontent-length: 0\r\n\r\n");
                    }
                };
        try (var server = new ScriptedServer(endless);
                var session = Answers.narrow()) {
            Answers.assertFails(
                    RedirectException.class,
                    Phase.REDIRECT,
                    server,
                    () -> session.get(server.url("/")).send());
            assertThat(session.get(server.url("/a")).followRedirects(false).send().status())
                    .isEqualTo(302);
        }
    }

    /// The cookie is what makes the second answer another.
    @Test
    void theSameUrlWithACookieIsNoLoop() throws Exception {
        ScriptedServer.Script login =
                client -> {
                    String first = client.head();
                    client.send(
                            "HTTP/1.1 302 Found\r\nlocation: /\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n");
                    heads.add(first);
                    heads.add(client.head());
                    client.answer("fine");
                };
        try (var server = new ScriptedServer(login);
                var session = Answers.narrow()) {
            assertThat(session.get(server.url("/")).send().text()).isEqualTo("fine");
            assertThat(heads.getLast()).contains("cookie: a=b");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 305, 306, 399})
    void otherStatusesAreNoRedirects(int status) throws Exception {
        String raw = "HTTP/1.1 " + status + " X\r\nlocation: /new\r\ncontent-length: 0\r\n\r\n";
        try (var server = new ScriptedServer(Answers.always(raw));
                var session = Answers.narrow()) {
            assertThat(session.get(server.url("/")).send().status()).isEqualTo(status);
        }
    }

    @Test
    void withoutATargetItIsTheResponse() throws Exception {
        String raw = "HTTP/1.1 302 Found\r\ncontent-length: 4\r\n\r\nhere";
        try (var server = new ScriptedServer(Answers.always(raw));
                var session = Answers.narrow()) {
            assertThat(session.get(server.url("/")).send().text()).isEqualTo("here");
        }
    }

    @Test
    void aBodyThatCanBeReadOnceIsNotSentTwice() throws Exception {
        try (var server = new ScriptedServer(redirecting(307, "/new"));
                var session = Answers.narrow()) {
            RequestBody once = RequestBody.of(new ByteArrayInputStream(new byte[3]), 3);
            Answers.assertFails(
                    RequestBodyException.class,
                    Phase.SEND,
                    server,
                    () -> session.post(server.url("/to")).body(once).send());
            Answers.assertFine(session, server);
        }
    }

    @Test
    void itMayBecomeAGet() throws Exception {
        try (var server = new ScriptedServer(redirecting(303, "/new"));
                var session = Answers.narrow()) {
            RequestBody once = RequestBody.of(new ByteArrayInputStream(new byte[3]), 3);
            assertThat(session.post(server.url("/to")).body(once).send().text()).isEqualTo("fine");
        }
    }

    /// A long body of a redirect is not worth reading: the connection is closed instead.
    @Test
    void theBodyOfARedirectIsNoBurden() throws Exception {
        ScriptedServer.Script flooding =
                client -> {
                    client.head();
                    client.send("HTTP/1.1 302 Found\r\nlocation: /new\r\n\r\n");
                    Answers.flood(client, new byte[8192], new AtomicLong());
                };
        ScriptedServer.Script fine = Answers::fine;
        try (var server = new ScriptedServer(flooding, fine);
                var session = Answers.narrow()) {
            ClientResponse response = session.get(server.url("/")).send();
            assertThat(response.text()).isEqualTo("fine");
            assertThat(server.connections()).isEqualTo(2);
            assertThatThrownBy(() -> response.history().getFirst().bytes())
                    .hasMessageContaining("closed");
        }
    }
}
