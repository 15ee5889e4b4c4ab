package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.client.cookie.Cookie;
import dev.skein.client.cookie.CookieJar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Cookies on their way through a session.
class CookiesInSessionTest {
    private final List<String> heads = Collections.synchronizedList(new ArrayList<>());

    /// Sets a cookie named after the path, and redirects "/to" to "/new".
    private void setting(ScriptedServer.Peer client) throws Exception {
        for (String head = client.head(); !head.isEmpty(); head = client.head()) {
            heads.add(head);
            String path = head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/"));
            client.send(
                    "HTTP/1.1 "
                            + (path.equals("/to") ? "302 Found\r\nlocation: /new" : "200 OK")
                            + "\r\nset-cookie: "
                            + path.substring(1)
                            + "=1; path=/\r\ncontent-length: 0\r\n\r\n");
        }
    }

    private static String cookies(String head) {
        int at = head.indexOf("\r\ncookie: ");
        return at < 0 ? "" : head.substring(at + 10, head.indexOf('\r', at + 2));
    }

    @Test
    void whatAResponseSetsIsSentFromThenOn() throws Exception {
        try (var server = new ScriptedServer(this::setting);
                var session = Answers.narrow()) {
            ClientResponse response = session.get(server.url("/a")).send();
            assertThat(response.cookies()).extracting(Cookie::name).containsExactly("a");
            session.get(server.url("/b")).cookie("own", "x").send();
            session.get(server.url("/c")).send();
            assertThat(heads)
                    .extracting(CookiesInSessionTest::cookies)
                    .containsExactly("", "a=1; own=x", "a=1; b=1");
            assertThat(session.cookies().cookies()).hasSize(3);
        }
    }

    @Test
    void whatARedirectSetsIsSentToItsTarget() throws Exception {
        try (var server = new ScriptedServer(this::setting);
                var session = Answers.narrow()) {
            session.get(server.url("/to")).send();
            assertThat(heads).extracting(CookiesInSessionTest::cookies).containsExactly("", "to=1");
        }
    }

    @Test
    void aRedirectElsewhereGetsNoneOfThem() throws Exception {
        try (var server = new ScriptedServer(this::setting);
                var session = ClientSession.create()) {
            session.get(server.url("/a")).send();
            String other = server.url("/b").replace("127.0.0.1", "localhost");
            session.get(other).send();
            assertThat(heads).extracting(CookiesInSessionTest::cookies).containsExactly("", "");
        }
    }

    @Test
    void everySessionHasItsOwnUnlessTheyShare() throws Exception {
        CookieJar jar = CookieJar.create();
        var sharing = Answers.narrowOptions().withCookies(jar);
        try (var server = new ScriptedServer(this::setting);
                var one = Answers.narrow();
                var two = Answers.narrow();
                var three = ClientSession.create(sharing);
                var four = ClientSession.create(sharing)) {
            one.get(server.url("/a")).send();
            two.get(server.url("/b")).send();
            three.get(server.url("/c")).send();
            four.get(server.url("/d")).send();
            assertThat(heads)
                    .extracting(CookiesInSessionTest::cookies)
                    .containsExactly("", "", "", "c=1");
        }
    }

    @Test
    void singleRequestsKeepNone() throws Exception {
        try (var server = new ScriptedServer(this::setting)) {
            Requests.get(server.url("/a")).send().text();
            Requests.get(server.url("/b")).send().text();
            assertThat(heads).extracting(CookiesInSessionTest::cookies).containsExactly("", "");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void badCookiesDoNoHarm() throws Exception {
        String raw =
                String.join(
                        "\r\nset-cookie: ",
                        "HTTP/1.1 200 OK\r\ncontent-length: 4",
                        "",
                        "=;;;",
                        "a=b; domain=.com",
                        "c=d; expires=never; max-age=x",
                        "\u00ff\u0080=\u00e9\r\n\r\nfine");
        try (var server = new ScriptedServer(Answers.always(raw));
                var session = Answers.narrow()) {
            Answers.assertFine(session, server);
            Answers.assertFine(session, server);
        }
    }
}
