package dev.skein.web.middleware;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.BasicCredentials;
import dev.skein.web.Application;
import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BasicAuthTest {
    private static Application app(BasicAuth auth) {
        Application app = new Application().use(auth);
        app.router()
                .get("/", request -> Response.text(String.valueOf(request.get(BasicAuth.USER))));
        return app;
    }

    private static TestAnswer ask(BasicAuth auth, String field) throws Exception {
        return TestCall.get(app(auth), "/").header("authorization", field).send();
    }

    private static final BasicAuth FIXED =
            BasicAuth.ofUsers("members", Map.of("ann", "secret", "böb", "pässwörd"));

    @Test
    void thoseWhoAreKnownComeIn() throws Exception {
        assertThat(ask(FIXED, BasicCredentials.header("ann", "secret")).text()).isEqualTo("ann");
        assertThat(ask(FIXED, BasicCredentials.header("böb", "pässwörd")).text()).isEqualTo("böb");
    }

    @Test
    void othersAreAskedForIt() throws Exception {
        for (String field :
                new String[] {
                    BasicCredentials.header("ann", "Secret"),
                    BasicCredentials.header("bob", "secret"),
                    BasicCredentials.header("ann", ""),
                    BasicCredentials.header("", ""),
                    "Basic",
                    "Basic !!!",
                    "Bearer abc"
                }) {
            var answer = ask(FIXED, field);
            assertThat(answer.status()).as(field).isEqualTo(401);
            assertThat(answer.header("www-authenticate"))
                    .isEqualTo("Basic realm=\"members\", charset=\"UTF-8\"");
        }
        assertThat(TestCall.get(app(FIXED), "/").send().status()).isEqualTo(401);
        var twice =
                TestCall.get(app(FIXED), "/")
                        .plusHeader("authorization", BasicCredentials.header("ann", "secret"))
                        .plusHeader("authorization", BasicCredentials.header("ann", "wrong"))
                        .send();
        assertThat(twice.status()).isEqualTo(401);
    }

    @Test
    void aColonDoesNotMoveFromPasswordToUser() throws Exception {
        BasicAuth auth = BasicAuth.ofUsers("x", Map.of("a", "b:c"));
        assertThat(ask(auth, BasicCredentials.header("a", "b:c")).status()).isEqualTo(200);
        assertThat(
                        ask(
                                        auth,
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString("a:b".getBytes(UTF_8)))
                                .status())
                .isEqualTo(401);
    }

    @Test
    void aVerifierDecides() throws Exception {
        BasicAuth auth = BasicAuth.of("quote \" and \\", (user, password) -> user.equals(password));
        assertThat(ask(auth, BasicCredentials.header("x", "x")).text()).isEqualTo("x");
        var refused = ask(auth, BasicCredentials.header("x", "y"));
        assertThat(refused.header("www-authenticate"))
                .startsWith("Basic realm=\"quote \\\" and \\\\\"");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> BasicAuth.of("line\nbreak", (_, _) -> true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BasicAuth.ofUsers("x", Map.of("a:b", "c")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
