package dev.skein.web.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.HttpResponse;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketSend;
import dev.skein.web.Application;
import dev.skein.web.Handler;
import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import dev.skein.web.TestSocket;
import dev.skein.web.exception.HttpNotFound;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TimeLimitTest {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private static TestAnswer ask(Duration limit, Handler handler) throws Exception {
        Application app = new Application().use(TimeLimit.of(limit));
        app.router().get("/", handler);
        return TestCall.get(app, "/").send();
    }

    private static void waitForInterruption() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(1_000_000_000);
        }
    }

    @Test
    void aHandlerThatTakesTooLongIsInterruptedAndAnsweredFor() throws Exception {
        var answer =
                ask(
                        Duration.ofMillis(20),
                        _ -> {
                            NEVER.await();
                            return Response.text("never");
                        });
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("20 ms");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void askingForAWebSocketIsNoWayAroundIt() throws Exception {
        Application app = new Application().use(TimeLimit.of(Duration.ofMillis(20)));
        app.router()
                .get(
                        "/",
                        _ -> {
                            NEVER.await();
                            return Response.text("never");
                        });
        TestSocket client = TestCall.get(app, "/").webSocket();
        assertThat(client.next())
                .isInstanceOfSatisfying(
                        HttpResponse.class, answer -> assertThat(answer.status()).isEqualTo(503));
    }

    @Test
    void whateverItThrowsThen() throws Exception {
        var answer =
                ask(
                        Duration.ofMillis(20),
                        _ -> {
                            waitForInterruption();
                            throw new IOException("the database says: interrupted");
                        });
        assertThat(answer.status()).isEqualTo(503);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void whoAnswersAllTheSameHasAnswered() throws Exception {
        var answer =
                ask(
                        Duration.ofMillis(20),
                        _ -> {
                            waitForInterruption();
                            return Response.text("late");
                        });
        assertThat(answer.text()).isEqualTo("late");
        assertThat(Thread.interrupted()).as("interrupted still").isFalse();
    }

    @Test
    void anAnswerThatIsThrownIsOne() throws Exception {
        var answer =
                ask(
                        Duration.ofMillis(20),
                        _ -> {
                            waitForInterruption();
                            throw new HttpNotFound();
                        });
        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    void inTimeNothingHappens() throws Exception {
        assertThat(ask(Duration.ofHours(1), _ -> Response.text("soon")).text()).isEqualTo("soon");
        var failed =
                ask(
                        Duration.ofHours(1),
                        _ -> {
                            throw new IOException("no");
                        });
        assertThat(failed.status()).isEqualTo(500);
    }

    @Test
    void interruptionsByOthersPass() {
        assertThatThrownBy(
                        () ->
                                ask(
                                        Duration.ofHours(1),
                                        _ -> {
                                            throw new InterruptedException("the server stops");
                                        }))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void noInterruptionEverReachesWhatComesAfter() throws Exception {
        Duration soon = Duration.ofNanos(30_000);
        for (int i = 0; i < 2000; i++) {
            ask(soon, _ -> Response.text("quick"));
            assertThat(Thread.interrupted()).isFalse();
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void anAlarmThatWasStoppedDoesNotRing() {
        TimeLimit.Alarm alarm = new TimeLimit.Alarm(Thread.currentThread(), () -> false);
        assertThat(alarm.stop()).isFalse();
        alarm.ring();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(alarm.stop()).isFalse();
    }

    @Test
    void whoIsExemptIsNotInterrupted() {
        TimeLimit.Alarm alarm = new TimeLimit.Alarm(Thread.currentThread(), () -> true);
        alarm.ring();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(alarm.stop()).isFalse();
    }

    @Test
    void webSocketsTakeTheTimeTheyTake() throws Exception {
        Duration limit = Duration.ofMillis(500); // long enough to accept, which it is about
        Application app = new Application().use(TimeLimit.of(limit));
        app.router()
                .webSocket(
                        "/ws",
                        socket -> {
                            socket.receive();
                            Thread.sleep(limit.plusMillis(100)); // an interruption would end it
                            socket.send("late");
                        });
        TestSocket socket = TestCall.get(app, "/ws").webSocket();
        assertThat(socket.next()).isInstanceOf(WebSocketAccept.class);
        socket.say("hello");
        assertThat(socket.next())
                .isInstanceOfSatisfying(
                        WebSocketSend.class, sent -> assertThat(sent.text()).isEqualTo("late"));
        socket.end(1000);
        socket.join();
    }

    @Test
    void refusesNoTime() {
        assertThatThrownBy(() -> TimeLimit.of(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
