package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.exception.HttpForbidden;
import dev.skein.web.exception.HttpServiceUnavailable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The middleware: when it loads, saves, and what the response says.
final class SessionsTest {
    static List<SessionStorage> storages() {
        return List.of(new MemoryStorage(100), CookieStorage.fromSecret("0123456789".repeat(4)));
    }

    @ParameterizedTest
    @MethodSource("storages")
    void whatAFailedHandlerChangedIsNotSaved(SessionStorage storage) throws Exception {
        Site site =
                new Site(storage)
                        .get(
                                "/late",
                                request -> {
                                    Sessions.of(request).put("value", "half");
                                    throw new HttpServiceUnavailable("too late");
                                })
                        .get(
                                "/page",
                                request -> {
                                    Sessions.of(request).put("value", "half");
                                    return Response.text("sorry").withStatus(500);
                                });
        Visitor visitor = site.visitor();
        visitor.get("/put?value=tea");
        visitor.get("/late");
        assertThat(visitor.read()).isEqualTo("tea");
        visitor.get("/page");
        assertThat(visitor.read()).isEqualTo("tea");
    }

    @ParameterizedTest
    @MethodSource("storages")
    void whatIsPutIsThereNextTime(SessionStorage storage) throws Exception {
        Visitor visitor = new Site(storage).visitor();
        assertThat(visitor.read()).isEqualTo("none");
        visitor.get("/put?value=tea");
        assertThat(visitor.read()).isEqualTo("tea");
        visitor.get("/put?value=coffee");
        assertThat(visitor.read()).isEqualTo("coffee");
        assertThat(new Site(storage).visitor().read()).isEqualTo("none");
    }

    @ParameterizedTest
    @MethodSource("storages")
    void answersThatAreThrownSaveToo(SessionStorage storage) throws Exception {
        Visitor visitor = new Site(storage).visitor();
        TestAnswer answer = visitor.get("/login");
        assertThat(answer.status()).isEqualTo(303);
        assertThat(visitor.read()).isEqualTo("ada");
    }

    @ParameterizedTest
    @MethodSource("storages")
    void logoutForgetsSessionAndCookie(SessionStorage storage) throws Exception {
        Visitor visitor = new Site(storage).visitor();
        visitor.get("/login");
        TestAnswer answer = visitor.get("/logout");
        assertThat(answer.header("set-cookie"))
                .startsWith("skein_session=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970")
                .contains("HttpOnly");
        assertThat(visitor.cookies).isEmpty();
        assertThat(visitor.read()).isEqualTo("none");
    }

    @Test
    void renewGoesOnWhereTheSessionWasEndedMeanwhile() throws Exception {
        MemoryStorage storage = new MemoryStorage(100);
        Site site =
                new Site(storage)
                        .get(
                                "/own",
                                request -> {
                                    Sessions.of(request).owner("ada");
                                    return Response.text("ok");
                                })
                        .get(
                                "/again",
                                request -> {
                                    Session session = Sessions.of(request);
                                    session.put("value", "lost");
                                    storage.revoke("ada");
                                    boolean kept = session.save();
                                    session.renew();
                                    session.put("value", "new");
                                    return Response.text("kept: " + kept);
                                });
        Visitor visitor = site.visitor();
        visitor.get("/put?value=old");
        visitor.get("/own");
        assertThat(visitor.get("/again").text()).isEqualTo("kept: false");
        assertThat(visitor.read()).isEqualTo("new");
    }

    @Test
    void whoeverDoesNotAskTouchesNothing() throws Exception {
        CountingStorage storage = new CountingStorage();
        Visitor visitor = new Site(storage).visitor();
        visitor.get("/put");
        storage.calls.clear();
        TestAnswer answer = visitor.get("/plain");
        assertThat(storage.calls).isEmpty();
        assertThat(answer.headers().contains("vary")).isFalse();
        assertThat(answer.headers().contains("cache-control")).isFalse();
        assertThat(answer.headers().contains("set-cookie")).isFalse();
    }

    @Test
    void readingWritesNothing() throws Exception {
        CountingStorage storage = new CountingStorage();
        Visitor visitor = new Site(storage).visitor();
        visitor.get("/put");
        storage.calls.clear();
        TestAnswer answer = visitor.get("/read");
        assertThat(storage.calls).containsExactly("load");
        assertThat(answer.headers().contains("set-cookie")).isFalse();
    }

    @Test
    void puttingWhatIsThereAlreadyWritesNothing() throws Exception {
        CountingStorage storage = new CountingStorage();
        Visitor visitor = new Site(storage).visitor();
        visitor.get("/put?value=tea");
        storage.calls.clear();
        visitor.get("/put?value=tea");
        assertThat(storage.calls).containsExactly("load");
    }

    @Test
    void itIsLoadedOnce() throws Exception {
        CountingStorage storage = new CountingStorage();
        Site site = new Site(storage);
        site.get(
                "/twice",
                request -> {
                    Session session = Sessions.of(request);
                    return Response.text("" + session.equals(Sessions.of(request)));
                });
        Visitor visitor = site.visitor();
        visitor.get("/put");
        storage.calls.clear();
        assertThat(visitor.get("/twice").text()).isEqualTo("true");
        assertThat(storage.calls).containsExactly("load");
    }

    @Test
    void emptyNewSessionSetsNoCookie() throws Exception {
        CountingStorage storage = new CountingStorage();
        Site site = new Site(storage);
        site.get(
                "/empty",
                request -> {
                    Session session = Sessions.of(request);
                    session.put("a", "b");
                    session.remove("a");
                    session.renew();
                    return Response.text(session.isNew() + " " + session.isEmpty());
                });
        TestAnswer answer = site.visitor().get("/empty");
        assertThat(answer.text()).isEqualTo("true true");
        assertThat(answer.headers().contains("set-cookie")).isFalse();
        assertThat(storage.calls).isEmpty();
    }

    @Test
    void handlerThatFailsChangesNothing() throws Exception {
        Site site = Site.inMemory();
        site.get(
                "/fail",
                request -> {
                    Session session = Sessions.of(request);
                    session.put("value", "half done");
                    session.renew();
                    session.flash("info", "never");
                    throw new IllegalArgumentException("a bug");
                });
        Visitor visitor = site.visitor();
        assertThat(visitor.get("/fail").status()).isEqualTo(500);
        assertThat(visitor.cookies).isEmpty();
        visitor.get("/put?value=tea");
        String token = visitor.requireToken();
        TestAnswer answer = visitor.get("/fail");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.headers().contains("set-cookie")).isFalse();
        assertThat(visitor.token()).isEqualTo(token);
        assertThat(visitor.read()).isEqualTo("tea");
    }

    @Test
    void logoutIsDoneEvenIfTheHandlerFailsAfterIt() throws Exception {
        Site site = Site.inMemory();
        site.get(
                "/fail",
                request -> {
                    Sessions.of(request).invalidate();
                    throw new IllegalArgumentException("a bug");
                });
        Visitor visitor = site.visitor();
        visitor.get("/login");
        Visitor thief = visitor.copy();
        visitor.get("/fail");
        assertThat(visitor.cookies).isEmpty();
        assertThat(thief.read()).isEqualTo("none");
    }

    @Test
    void logoutThatFailsLeavesNobodyLoggedIn() throws Exception {
        CountingStorage storage = new CountingStorage();
        Site site = new Site(storage);
        site.get(
                "/careless",
                request -> {
                    Session session = Sessions.of(request);
                    storage.failing = true;
                    assertThatIOException().isThrownBy(session::invalidate);
                    storage.failing = false;
                    return Response.text(session.names().toString());
                });
        Visitor visitor = site.visitor();
        visitor.get("/login");
        assertThat(visitor.get("/careless").text()).isEqualTo("[]");
        assertThat(visitor.cookies).isEmpty();
    }

    @Test
    void whatWasSavedSurvivesTheFailureOfTheHandler() throws Exception {
        Site site = Site.inMemory();
        site.get(
                "/fail",
                request -> {
                    Session session = Sessions.of(request);
                    session.put("value", "saved");
                    assertThat(session.save()).isTrue();
                    session.put("value", "not saved");
                    throw new IllegalArgumentException("a bug");
                });
        Visitor visitor = site.visitor();
        assertThat(visitor.get("/fail").status()).isEqualTo(500);
        assertThat(visitor.read()).isEqualTo("saved");
    }

    @Test
    void sessionGoesOnEmptyAfterInvalidate() throws Exception {
        Site site = Site.inMemory();
        site.get(
                "/bye",
                request -> {
                    Session session = Sessions.of(request);
                    session.invalidate();
                    session.flash("info", "bye");
                    return Response.text(session.isNew() + " " + session.names());
                });
        site.get("/flashes", request -> Response.text(Sessions.of(request).flashes().toString()));
        Visitor visitor = site.visitor();
        visitor.get("/login");
        String before = visitor.requireToken();
        assertThat(visitor.get("/bye").text()).isEqualTo("true []");
        assertThat(visitor.requireToken()).isNotEqualTo(before);
        assertThat(visitor.get("/flashes").text()).isEqualTo("[Flash[category=info, message=bye]]");
        assertThat(visitor.get("/flashes").text()).isEqualTo("[]");
    }

    @Test
    void whoeverIsUnknownIsNotToldToForgetUnlessAsked() throws Exception {
        Visitor visitor = Site.inMemory().visitor();
        visitor.cookies.put(Visitor.COOKIE, "unknown");
        assertThat(visitor.get("/read").headers().contains("set-cookie")).isFalse();
        assertThat(visitor.get("/logout").header("set-cookie")).contains("Max-Age=0");
        assertThat(visitor.get("/logout").headers().contains("set-cookie")).isFalse();
    }

    @Test
    void storageThatFailsIsAnsweredWith500() throws Exception {
        CountingStorage storage = new CountingStorage();
        Visitor visitor = new Site(storage).visitor();
        storage.failing = true;
        assertThat(visitor.get("/put").status()).isEqualTo(500);
        assertThat(visitor.cookies).isEmpty();
        storage.failing = false;
        visitor.get("/put");
        storage.failing = true;
        assertThat(visitor.get("/read").status()).isEqualTo(500);
        assertThat(visitor.get("/plain").status()).isEqualTo(200);
    }

    // ---- caches
    // ---------------------------------------------------------------------------------------------------------------

    @Test
    void cachesAreToldWhatDependsOnASession() throws Exception {
        TestAnswer answer = Site.inMemory().visitor().get("/read");
        assertThat(answer.header("vary")).isEqualTo("cookie");
        assertThat(answer.header("cache-control")).isEqualTo("private");
    }

    @Test
    void answersThatAreThrownAreMarkedToo() throws Exception {
        Site site = Site.inMemory();
        site.get(
                "/forbidden",
                request -> {
                    throw new HttpForbidden("not for " + Sessions.of(request).owner());
                });
        TestAnswer answer = site.visitor().get("/forbidden");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("vary")).isEqualTo("accept, cookie");
        assertThat(answer.header("cache-control")).isEqualTo("private");
    }

    @Test
    void handlersOwnCacheControlStaysUnlessACookieGoesWithIt() throws Exception {
        Site site = Site.inMemory();
        site.get(
                "/cached",
                request -> {
                    if (request.query("put") != null) {
                        Sessions.of(request).put("value", request.query().require("put"));
                    }
                    Sessions.of(request);
                    return Response.text("x")
                            .withHeader("cache-control", request.query().require("cache"));
                });
        Visitor visitor = site.visitor();
        assertThat(visitor.get("/cached?cache=public,max-age=60").header("cache-control"))
                .isEqualTo("public,max-age=60");
        assertThat(visitor.get("/cached?put=1&cache=public,max-age=60").header("cache-control"))
                .isEqualTo("max-age=60, private");
        assertThat(visitor.get("/cached?put=2&cache=max-age=60,private").header("cache-control"))
                .isEqualTo("max-age=60,private");
        assertThat(visitor.get("/cached?put=3&cache=no-store").header("cache-control"))
                .isEqualTo("no-store");
        assertThat(visitor.get("/cached?put=4&cache=no-cache").header("cache-control"))
                .isEqualTo("no-cache, private");
    }
}
