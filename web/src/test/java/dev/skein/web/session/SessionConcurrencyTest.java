package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Requests at once on one session.
final class SessionConcurrencyTest {
    private final TestClock clock = new TestClock();
    private final MemoryStorage storage = new MemoryStorage(100, clock);
    private final Site site = new Site(storage, SessionOptions.defaults(), clock);

    /// A request in whose middle another one comes.
    private void during(String path, Interruption interruption, Change change) {
        site.get(
                path,
                request -> {
                    Session session = Sessions.of(request);
                    interruption.run();
                    change.to(session);
                    return Response.text("ok");
                });
    }

    private interface Interruption {
        void run() throws Exception;
    }

    private interface Change {
        void to(Session session) throws Exception;
    }

    @Test
    void changesOfDifferentValuesAreMerged() throws Exception {
        int count = 1000;
        CountDownLatch loaded = new CountDownLatch(count);
        site.get(
                "/add/{n}",
                request -> {
                    Session session = Sessions.of(request);
                    loaded.countDown();
                    loaded.await();
                    session.put("n" + request.parameter("n"), "x");
                    return Response.text("ok");
                });
        site.get("/count", request -> Response.text("" + Sessions.of(request).names().size()));
        Visitor visitor = site.visitor();
        visitor.get("/put");
        List<Future<TestAnswer>> answers = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                String path = "/add/" + i;
                answers.add(executor.submit(() -> visitor.copy().get(path)));
            }
        }
        for (Future<TestAnswer> answer : answers) {
            assertThat(answer.get().status()).isEqualTo(200);
        }
        assertThat(visitor.get("/count").text()).isEqualTo("1001");
        assertThat(storage.size()).isEqualTo(1);
    }

    @Test
    void everyKindOfChangeIsMerged() throws Exception {
        Visitor visitor = site.visitor();
        site.get(
                "/begin",
                request -> {
                    Session session = Sessions.of(request);
                    session.put("a", "1");
                    session.put("b", "1");
                    session.flash("info", "old");
                    return Response.text("ok");
                });
        site.get(
                "/fast",
                request -> {
                    Session session = Sessions.of(request);
                    session.put("a", "fast");
                    session.put("c", "fast");
                    session.flash("info", "fast");
                    return Response.text("ok");
                });
        during(
                "/slow",
                () -> visitor.copy().get("/fast"),
                session -> {
                    session.remove("b");
                    session.put("a", "slow");
                    session.flashes();
                    session.flash("info", "slow");
                    session.owner("ada");
                });
        site.get(
                "/all",
                request -> {
                    Session session = Sessions.of(request);
                    return Response.text(
                            session.names()
                                    + " "
                                    + session.get("a")
                                    + " "
                                    + session.owner()
                                    + " "
                                    + session.flashes().stream().map(Flash::message).toList());
                });
        visitor.get("/begin");
        visitor.get("/slow");
        assertThat(visitor.get("/all").text()).isEqualTo("[a, c] slow ada [fast, slow]");
    }

    @Test
    void slowRequestCannotBringBackASessionThatHasEnded() throws Exception {
        Visitor visitor = site.visitor();
        during(
                "/slow",
                () -> visitor.copy().get("/logout"),
                session -> session.put("value", "back"));
        visitor.get("/login");
        TestAnswer answer = visitor.get("/slow");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().contains("set-cookie")).isFalse();
        assertThat(visitor.read()).isEqualTo("none");
        assertThat(storage.size()).isZero();
    }

    @Test
    void slowRequestLeavesTheCookieOfALoginAlone() throws Exception {
        Visitor visitor = site.visitor();
        during("/slow", () -> visitor.get("/login"), session -> session.put("value", "late"));
        visitor.get("/put");
        Visitor other = visitor.copy();
        TestAnswer answer = other.get("/slow");
        assertThat(answer.headers().contains("set-cookie")).isFalse();
        assertThat(visitor.read()).isEqualTo("ada");
    }

    @Test
    void revokedSessionIsNotSaved() throws Exception {
        during(
                "/slow",
                () -> assertThat(storage.revoke("ada")).isEqualTo(1),
                session -> {
                    session.put("value", "x");
                    assertThat(session.save()).isFalse();
                    assertThat(session.save()).isFalse();
                    session.put("value", "y");
                });
        Visitor visitor = site.visitor();
        visitor.get("/login");
        assertThat(visitor.get("/slow").text()).isEqualTo("ok");
        assertThat(storage.size()).isZero();
    }

    @Test
    void whoeverChangesThePasswordStaysAndOthersGo() throws Exception {
        during("/password", () -> storage.revoke("ada"), Session::renew);
        Visitor desk = site.visitor();
        Visitor phone = site.visitor();
        desk.get("/login");
        phone.get("/login");
        desk.get("/password");
        assertThat(desk.read()).isEqualTo("ada");
        assertThat(phone.read()).isEqualTo("none");
    }

    @Test
    void noteOfUseDoesNotDisturbAChange() throws Exception {
        Visitor visitor = site.visitor();
        during(
                "/slow",
                () -> {
                    clock.advance(Duration.ofHours(5));
                    visitor.get("/put?value=fast");
                },
                session -> assertThat(session.get("value")).isEqualTo("first"));
        visitor.get("/put?value=first");
        TestAnswer answer = visitor.copy().get("/slow");
        assertThat(answer.text()).isEqualTo("ok");
        assertThat(Objects.requireNonNull(answer.header("set-cookie")))
                .contains("; Max-Age=86400;");
        assertThat(visitor.read()).isEqualTo("fast");
    }

    @Test
    void sessionThatOthersKeepChangingIsGivenUp() throws Exception {
        CountingStorage busy = new CountingStorage();
        Visitor visitor = new Site(busy).visitor();
        visitor.get("/put?value=tea");
        busy.stale = true;
        busy.calls.clear();
        assertThat(visitor.get("/put?value=milk").status()).isEqualTo(500);
        assertThat(busy.calls).hasSizeBetween(10, 100);
        busy.stale = false;
        assertThat(visitor.read()).isEqualTo("tea");
    }
}
