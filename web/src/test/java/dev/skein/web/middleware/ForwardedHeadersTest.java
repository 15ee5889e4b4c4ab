package dev.skein.web.middleware;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.web.Application;
import dev.skein.web.Request;
import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedHeadersTest {
    private static final ForwardedHeaders USUAL = ForwardedHeaders.trust("10.0.0.0/8", "unix");
    private static final ForwardedHeaders STANDARD = USUAL.withForwarded();

    private static TestCall call(ForwardedHeaders middleware, String peer) {
        Application app = new Application().use(middleware);
        app.router().get("/", request -> Response.text(seen(request)));
        return TestCall.get(app, "/").from(new InetSocketAddress(InetAddress.ofLiteral(peer), 9));
    }

    private static String seen(Request request) {
        InetSocketAddress client = (InetSocketAddress) request.remote();
        String address =
                client.isUnresolved()
                        ? client.getHostString()
                        : client.getAddress().getHostAddress();
        return address + " " + client.getPort() + " " + request.scheme() + " " + request.host();
    }

    private static TestAnswer usual(String clients) throws Exception {
        return call(USUAL, "10.0.0.1").header("x-forwarded-for", clients).send();
    }

    private static TestAnswer standard(String field) throws Exception {
        return call(STANDARD, "10.0.0.1").header("forwarded", field).send();
    }

    @Test
    void aTrustedProxyIsBelieved() throws Exception {
        var answer =
                call(USUAL, "10.0.0.1")
                        .header("x-forwarded-for", "203.0.113.9")
                        .header("x-forwarded-proto", "https")
                        .header("x-forwarded-host", "shop.example:8443")
                        .send();
        assertThat(answer.text()).isEqualTo("203.0.113.9 0 https shop.example:8443");
    }

    @Test
    void othersAreNot() throws Exception {
        var answer =
                call(USUAL, "192.0.2.7")
                        .header("x-forwarded-for", "203.0.113.9")
                        .header("x-forwarded-proto", "https")
                        .header("forwarded", "for=203.0.113.9")
                        .send();
        assertThat(answer.text()).isEqualTo("192.0.2.7 9 http example.com");
    }

    @Test
    void theTwoKindsAreNeverMixed() throws Exception {
        assertThat(
                        call(USUAL, "10.0.0.1")
                                .header("forwarded", "for=1.1.1.1;proto=https")
                                .send()
                                .text())
                .isEqualTo("10.0.0.1 9 http example.com");
        assertThat(
                        call(STANDARD, "10.0.0.1")
                                .header("x-forwarded-for", "1.1.1.1")
                                .header("x-forwarded-proto", "https")
                                .send()
                                .text())
                .isEqualTo("10.0.0.1 9 http example.com");
    }

    @Test
    void unixSocketsAreTrustedByName() throws Exception {
        TestCall call = call(USUAL, "10.0.0.1").from(UnixDomainSocketAddress.of("/x"));
        assertThat(call.header("x-forwarded-for", "1.1.1.1").send().text()).startsWith("1.1.1.1 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9 | 203.0.113.9 0",
                "1.1.1.1, 203.0.113.9 | 203.0.113.9 0",
                "127.0.0.1, 203.0.113.9, 10.2.2.2,10.3.3.3 | 203.0.113.9 0",
                "10.2.2.2, 10.3.3.3 | 10.2.2.2 0",
                "garbage \"', 203.0.113.9 | 203.0.113.9 0",
                "10.9.9.9, unknown, 10.2.2.2 | unknown 0",
                "10.9.9.9, _hidden | _hidden 0",
                "2001:db8::1 | 2001:db8:0:0:0:0:0:1 0",
                "[2001:db8::1]:4711 | 2001:db8:0:0:0:0:0:1 4711",
                "203.0.113.9:4711 | 203.0.113.9 4711",
                "203.0.113.9:_port | 203.0.113.9 0",
                "::ffff:203.0.113.9 | 203.0.113.9 0"
            })
    void walksFromTheRightPastThoseWhoAreTrusted(String clients, String client) throws Exception {
        assertThat(usual(clients).text()).startsWith(client + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "203.0.113.9,",
                "203.0.113.9, garbage",
                "garbage",
                "203.0.113.256",
                "0x7f.1",
                "127.1",
                "203.0.113.9:",
                "203.0.113.9:65536",
                "203.0.113.9:+1",
                "[203.0.113.9]",
                "[::1",
                "::1]",
                "[::1]x",
                "fe80::1%lo",
                "localhost",
                "_",
                "_h\u00e9",
                "1.1.1.1 2.2.2.2",
                "\"1.1.1.1\""
            })
    void whatAProxyShouldNotHaveSaidIsRefused(String clients) throws Exception {
        assertThat(usual(clients).status()).isEqualTo(400);
    }

    @Test
    void linesAreOneList() throws Exception {
        var answer =
                call(USUAL, "10.0.0.1")
                        .plusHeader("x-forwarded-for", "1.1.1.1")
                        .plusHeader("x-forwarded-for", "203.0.113.9")
                        .send();
        assertThat(answer.text()).startsWith("203.0.113.9 ");
    }

    @Test
    void schemeAndHostAreThoseOfTheSameProxy() throws Exception {
        var spoofed =
                call(USUAL, "10.0.0.1")
                        .header("x-forwarded-for", "203.0.113.9")
                        .header("x-forwarded-proto", "https, http")
                        .header("x-forwarded-host", "evil.example, good.example")
                        .send();
        assertThat(spoofed.text()).isEqualTo("203.0.113.9 0 http good.example");
        var handedOn =
                call(USUAL, "10.0.0.1")
                        .header("x-forwarded-for", "203.0.113.9, 10.2.2.2")
                        .header("x-forwarded-proto", "HTTPS")
                        .send();
        assertThat(handedOn.text()).isEqualTo("203.0.113.9 0 https example.com");
        var alone = call(USUAL, "10.0.0.1").header("x-forwarded-proto", "https").send();
        assertThat(alone.text()).isEqualTo("10.0.0.1 9 https example.com");
    }

    @Test
    void schemeAndHostAreChecked() throws Exception {
        assertThat(call(USUAL, "10.0.0.1").header("x-forwarded-proto", "ftp").send().status())
                .isEqualTo(400);
        assertThat(call(USUAL, "10.0.0.1").header("x-forwarded-host", "a/b").send().status())
                .isEqualTo(400);
        assertThat(call(USUAL, "10.0.0.1").header("x-forwarded-host", "user@host").send().status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "for=203.0.113.9;proto=https;host=shop.example | 203.0.113.9 0 https shop.example",
                "For=\"[2001:db8::1]:4711\";by=10.0.0.1 | 2001:db8:0:0:0:0:0:1 4711 http example.com",
                "for=1.1.1.1;proto=https, for=203.0.113.9;proto=http , for=10.2.2.2;proto=https | 203.0.113.9 0 http example.com",
                "for=_gate;secret=_x, for=10.2.2.2 | _gate 0 http example.com",
                "for=unknown | unknown 0 http example.com",
                "proto=https | 10.0.0.1 9 https example.com",
                "for=203.0.113.9;;host=\"a.\\example:80\"; | 203.0.113.9 0 http a.example:80",
                ", for=203.0.113.9 , | 203.0.113.9 0 http example.com",
            })
    void theStandardSaysTheSame(String field, String seen) throws Exception {
        assertThat(standard(field).text()).isEqualTo(seen);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for",
                "for=",
                "for=1.1.1.1;for=2.2.2.2",
                "for=\"1.1.1.1",
                "for=2001:db8::1",
                "for=1.1.1.1 proto=https",
                "=x",
                "for =1.1.1.1",
                "for=1.1.1.1;proto=ftp",
                "for=1.1.1.1;host=\"a b\"",
                "for=garbage",
                "for=\"\", for=\"1.1.1.1"
            })
    void andIsReadAsStrictly(String field) throws Exception {
        assertThat(standard(field).status()).isEqualTo(400);
    }

    @Test
    void linesOfTheClientAreNotLookedAt() throws Exception {
        var answer =
                call(STANDARD, "10.0.0.1")
                        .plusHeader("forwarded", "for=\"broken")
                        .plusHeader("forwarded", "for=203.0.113.9")
                        .send();
        assertThat(answer.text()).startsWith("203.0.113.9 ");
    }

    @Test
    void theBodyStays() throws Exception {
        Application app = new Application().use(USUAL);
        app.router().post("/", request -> Response.text(request.text() + " " + request.remote()));
        var answer =
                TestCall.of(app, "POST", "/")
                        .from(new InetSocketAddress("10.0.0.1", 1))
                        .header("x-forwarded-for", "203.0.113.9")
                        .chunks("ab".getBytes(UTF_8), "c".getBytes(UTF_8))
                        .send();
        assertThat(answer.text()).startsWith("abc /203.0.113.9");
    }

    @Test
    void refusesWhatIsNoPeer() {
        assertThatThrownBy(() -> ForwardedHeaders.trust("proxy.example"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
