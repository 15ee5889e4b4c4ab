package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.web.Application;
import dev.skein.web.Middleware;
import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import dev.skein.web.exception.HttpForbidden;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Where the middleware stands, and what comes too late.
final class SessionOrderTest {
    @Test
    void missingMiddlewareIsNamed() throws Exception {
        AtomicReference<Exception> thrown = new AtomicReference<>();
        Application app = new Application();
        app.use(catching(thrown));
        app.router().get("/", request -> Response.text(Sessions.of(request).id()));
        assertThat(TestCall.get(app, "/").send().status()).isEqualTo(500);
        assertThat(thrown.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("app.use(Sessions.middleware(storage))");
    }

    private static Middleware catching(AtomicReference<Exception> thrown) {
        return (request, next) -> {
            try {
                return next.handle(request);
            } catch (Exception e) {
                thrown.set(e);
                throw e;
            }
        };
    }

    @Test
    void twoMiddlewaresAreOneTooMany() throws Exception {
        AtomicReference<Exception> thrown = new AtomicReference<>();
        Site site = Site.inMemory();
        site.app.use(catching(thrown), Sessions.middleware(new MemoryStorage(10)));
        assertThat(site.visitor().get("/read").status()).isEqualTo(500);
        assertThat(thrown.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected one Sessions.middleware");
    }

    @Test
    void middlewareMayBeCalledTwiceByAnOuterOne() throws Exception {
        Site site = Site.inMemory();
        Application outer = new Application();
        outer.use(
                (request, next) -> {
                    next.handle(request);
                    return next.handle(request);
                });
        outer.mount("/in", site.app);
        Visitor visitor = new Visitor(outer);
        assertThat(visitor.get("/in/put").headers().getAll("set-cookie")).hasSize(1);
        assertThat(visitor.get("/in/read").text()).isEqualTo("something");
    }

    @Test
    void streamMayReadTheSessionButNotChangeIt() throws Exception {
        List<Exception> thrown = new ArrayList<>();
        Site site = Site.inMemory();
        site.get(
                "/stream",
                request -> {
                    Session session = Sessions.of(request);
                    session.put("value", "tea");
                    return Response.stream(
                            "text/plain",
                            out -> {
                                out.write(Objects.requireNonNull(session.get("value")));
                                attempt(thrown, () -> session.put("value", "late"));
                                attempt(thrown, () -> session.remove("value"));
                                attempt(thrown, () -> session.flash("info", "late"));
                                attempt(thrown, () -> session.owner("late"));
                                attempt(thrown, session::renew);
                                attempt(thrown, session::invalidate);
                                attempt(thrown, session::save);
                            });
                });
        Visitor visitor = site.visitor();
        assertThat(visitor.get("/stream").text()).isEqualTo("tea");
        assertThat(visitor.read()).isEqualTo("tea");
        assertThat(thrown)
                .hasSize(7)
                .allSatisfy(
                        each ->
                                assertThat(each)
                                        .isInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("before the response goes"));
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void attempt(List<Exception> thrown, Step step) {
        try {
            step.run();
        } catch (Exception e) {
            thrown.add(e);
        }
    }

    @Test
    void streamMustHaveAskedBefore() throws Exception {
        Site site = Site.inMemory();
        List<Exception> thrown = new ArrayList<>();
        site.get(
                "/stream",
                request ->
                        Response.stream(
                                "text/plain", _ -> attempt(thrown, () -> Sessions.of(request))));
        site.visitor().get("/stream");
        assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void streamThatFailsBeforeItBeginsStillSetsTheCookieOnce() throws Exception {
        Site site = Site.inMemory();
        site.get(
                "/stream",
                request -> {
                    Sessions.of(request).put("value", "tea");
                    return Response.stream(
                            "text/plain",
                            _ -> {
                                throw new HttpForbidden("no");
                            });
                });
        Visitor visitor = site.visitor();
        TestAnswer answer = visitor.get("/stream");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers().getAll("set-cookie")).hasSize(1);
        assertThat(visitor.read()).isEqualTo("tea");
    }

    @Test
    void innerMiddlewaresHooksMayStillChangeIt() throws Exception {
        Site site = Site.inMemory();
        site.app.use(
                (request, next) -> {
                    request.onResponse(
                            (same, response) -> {
                                Sessions.of(same).put("value", "by a hook");
                                return response;
                            });
                    return next.handle(request);
                });
        Visitor visitor = site.visitor();
        visitor.get("/plain");
        assertThat(visitor.cookies).containsKey(Visitor.COOKIE);
    }
}
