package dev.skein.web.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.web.Application;
import dev.skein.web.Response;
import dev.skein.web.TestCall;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SecurityHeadersTest {
    private static final String HSTS = "strict-transport-security";
    private static final String POLICY = "content-security-policy";

    private static TestCall call(SecurityHeaders headers, String path) {
        Application app = new Application().use(headers);
        app.router()
                .get(
                        "/",
                        request ->
                                Response.text(
                                        SecurityHeaders.nonce(request)
                                                + " "
                                                + SecurityHeaders.nonce(request)));
        app.router()
                .get(
                        "/own",
                        _ ->
                                Response.text("own")
                                        .withHeader("x-frame-options", "SAMEORIGIN")
                                        .withHeader(POLICY, "mine"));
        return TestCall.get(app, path);
    }

    @Test
    void everyResponseHasThem() throws Exception {
        for (String path : new String[] {"/", "/nowhere"}) {
            var answer = call(SecurityHeaders.defaults(), path).send();
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(answer.header("x-frame-options")).isEqualTo("DENY");
            assertThat(answer.header("referrer-policy"))
                    .isEqualTo("strict-origin-when-cross-origin");
            assertThat(answer.header("cross-origin-opener-policy")).isEqualTo("same-origin");
            assertThat(answer.header(POLICY)).isNull();
        }
    }

    @Test
    void strictTransportIsSaidOnlyEncrypted() throws Exception {
        SecurityHeaders headers = SecurityHeaders.defaults();
        assertThat(call(headers, "/").send().header(HSTS)).isNull();
        assertThat(call(headers, "/").encrypted().send().header(HSTS))
                .isEqualTo("max-age=31536000");
        SecurityHeaders other = headers.withStrictTransport(Duration.ofSeconds(5), true);
        assertThat(call(other, "/").encrypted().send().header(HSTS))
                .isEqualTo("max-age=5; includeSubDomains");
        assertThat(call(other.withoutStrictTransport(), "/").encrypted().send().header(HSTS))
                .isNull();
    }

    @Test
    void whatTheHandlerHasSetStays() throws Exception {
        var answer =
                call(
                                SecurityHeaders.defaults()
                                        .withContentSecurityPolicy("default-src 'self'"),
                                "/own")
                        .send();
        assertThat(answer.headers().getAll("x-frame-options")).containsExactly("SAMEORIGIN");
        assertThat(answer.headers().getAll(POLICY)).containsExactly("mine");
    }

    @Test
    void theNonceInThePolicyIsTheOneOnThePage() throws Exception {
        SecurityHeaders headers =
                SecurityHeaders.defaults()
                        .withContentSecurityPolicy("script-src {nonce}; style-src {nonce}");
        var answer = call(headers, "/").send();
        String nonce = answer.text().split(" ", -1)[0];
        assertThat(nonce).hasSize(24);
        assertThat(answer.text()).isEqualTo(nonce + " " + nonce);
        assertThat(answer.header(POLICY))
                .isEqualTo("script-src 'nonce-" + nonce + "'; style-src 'nonce-" + nonce + "'");
        assertThat(call(headers, "/").send().text()).doesNotContain(nonce);
    }

    @Test
    void fieldsMayBeOthers() throws Exception {
        SecurityHeaders headers =
                SecurityHeaders.defaults()
                        .withField("permissions-policy", "camera=()")
                        .withoutField("x-frame-options");
        var answer = call(headers, "/").send();
        assertThat(answer.header("permissions-policy")).isEqualTo("camera=()");
        assertThat(answer.header("x-frame-options")).isNull();
    }

    @Test
    void refusesWhatIsNotFitForTheWire() {
        SecurityHeaders headers = SecurityHeaders.defaults();
        assertThatThrownBy(() -> headers.withContentSecurityPolicy("a\r\nb: c"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> headers.withField("a", "\n"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> headers.withStrictTransport(Duration.ofSeconds(-1), false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
