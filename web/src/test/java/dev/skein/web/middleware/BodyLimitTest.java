package dev.skein.web.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.web.Application;
import dev.skein.web.Response;
import dev.skein.web.TestCall;
import org.junit.jupiter.api.Test;

class BodyLimitTest {
    private static Application app(long limit) {
        Application app = new Application().use(BodyLimit.of(limit));
        app.router().post("/", request -> Response.text(String.valueOf(request.bytes().length)));
        app.router().get("/", _ -> Response.text("nothing"));
        return app;
    }

    @Test
    void takesAsMuchAsItSays() throws Exception {
        assertThat(TestCall.of(app(5), "POST", "/").body(new byte[5]).send().text()).isEqualTo("5");
        assertThat(TestCall.of(app(5), "POST", "/").body(new byte[6]).send().status())
                .isEqualTo(413);
        assertThat(
                        TestCall.of(app(5), "POST", "/")
                                .chunks(new byte[3], new byte[3])
                                .send()
                                .status())
                .isEqualTo(413);
    }

    @Test
    void raisesTheLimitOfTheApplication() throws Exception {
        int much = 2 * 1024 * 1024;
        assertThat(TestCall.of(app(much), "POST", "/").body(new byte[much]).send().status())
                .isEqualTo(200);
    }

    @Test
    void leavesRequestsWithoutBodyAlone() throws Exception {
        var answer = TestCall.get(app(5), "/").header("content-encoding", "unheard-of").send();
        assertThat(answer.status()).isEqualTo(200);
        assertThatThrownBy(() -> BodyLimit.of(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
