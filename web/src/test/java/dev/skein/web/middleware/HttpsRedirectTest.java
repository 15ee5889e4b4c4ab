package dev.skein.web.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.web.Application;
import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import org.junit.jupiter.api.Test;

class HttpsRedirectTest {
    private static TestCall call(HttpsRedirect redirect, String target) {
        Application app = new Application().use(redirect);
        app.router().get("/a", _ -> Response.text("a"));
        return TestCall.get(app, target);
    }

    private static TestAnswer ask(HttpsRedirect redirect, String host) throws Exception {
        return call(redirect, "/a?b=c").header("host", host).send();
    }

    @Test
    void sendsToTheSameUrlEncrypted() throws Exception {
        HttpsRedirect redirect = HttpsRedirect.defaults();
        var answer = ask(redirect, "example.com:8080");
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("location")).isEqualTo("https://example.com/a?b=c");
        assertThat(ask(redirect, "[::1]").header("location")).isEqualTo("https://[::1]/a?b=c");
        assertThat(ask(redirect.withPort(8443), "[::1]:80").header("location"))
                .isEqualTo("https://[::1]:8443/a?b=c");
        assertThat(ask(redirect.withHost("good.example"), "evil.example").header("location"))
                .isEqualTo("https://good.example/a?b=c");
        assertThat(call(redirect, "//evil.example").send().header("location"))
                .isEqualTo("https://example.com//evil.example");
    }

    @Test
    void leavesEncryptedRequestsAlone() throws Exception {
        assertThat(call(HttpsRedirect.defaults(), "/a").encrypted().send().text()).isEqualTo("a");
    }

    @Test
    void refusesWhatIsNoHost() throws Exception {
        for (String host : new String[] {"a@b", "a/b", "a b", "a:b", "\\x"}) {
            assertThat(ask(HttpsRedirect.defaults(), host).status()).as(host).isEqualTo(400);
        }
        assertThat(call(HttpsRedirect.defaults(), "*").send().status()).isEqualTo(400);
        assertThatThrownBy(() -> HttpsRedirect.defaults().withHost("a:80"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HttpsRedirect.defaults().withHost("a/b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HttpsRedirect.defaults().withPort(0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
