package dev.skein.web.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.web.Application;
import dev.skein.web.RequestKey;
import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import org.junit.jupiter.api.Test;

class BearerAuthTest {
    private static final RequestKey<Integer> ACCOUNT = RequestKey.of("account");
    private static final String TOKEN = "eyJ0eXAi.eyJpc3Mi-_~+/.dBjf==";

    private static TestAnswer ask(String... fields) throws Exception {
        Application app =
                new Application()
                        .use(
                                BearerAuth.of(
                                        "api", ACCOUNT, token -> token.equals(TOKEN) ? 7 : null));
        app.router().get("/", request -> Response.text("account " + request.get(ACCOUNT)));
        TestCall call = TestCall.get(app, "/?access_token=" + TOKEN);
        for (String field : fields) {
            call.plusHeader("authorization", field);
        }
        return call.send();
    }

    @Test
    void aGoodTokenTellsWhoItIs() throws Exception {
        assertThat(ask("Bearer " + TOKEN).text()).isEqualTo("account 7");
        assertThat(ask("bearer " + TOKEN).text()).isEqualTo("account 7");
    }

    @Test
    void whoBringsNoneIsToldNoError() throws Exception {
        var answer = ask();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer realm=\"api\"");
    }

    @Test
    void whoBringsAnotherIsToldThatItIsInvalid() throws Exception {
        for (String field :
                new String[] {
                    "Bearer x", "Bearer", "Basic " + TOKEN, "Bearer a b", "Bearer a=b", ""
                }) {
            var answer = ask(field);
            assertThat(answer.status()).as(field).isEqualTo(401);
            assertThat(answer.header("www-authenticate"))
                    .isEqualTo("Bearer realm=\"api\", error=\"invalid_token\"");
        }
        assertThat(ask("Bearer " + TOKEN, "Bearer " + TOKEN).status()).isEqualTo(401);
    }
}
