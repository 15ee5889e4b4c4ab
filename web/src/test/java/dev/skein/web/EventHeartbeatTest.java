package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpDisconnect.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class EventHeartbeatTest {
    private final BlockingQueue<String> source = new ArrayBlockingQueue<>(10);

    private static Application app(EventWriter writer) {
        Application app = new Application();
        app.router().get("/", _ -> Response.events(writer));
        return app;
    }

    @Test
    void silenceIsBroken() throws Exception {
        TestLive live =
                TestLive.get(
                        app(
                                events -> {
                                    events.heartbeat(Duration.ofMillis(5));
                                    source.take();
                                }),
                        "/");
        live.next();

        assertThat(live.nextText()).isEqualTo(": \n\n");
        assertThat(live.nextText()).isEqualTo(": \n\n");
        source.add("");
        live.join();
    }

    @Test
    void slowClientsDoNotStopTheHeartsOfOthers() throws Exception {
        Application app =
                app(
                        events -> {
                            events.heartbeat(Duration.ofMillis(1));
                            source.take();
                        });
        List<TestLive> slow = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            slow.add(TestLive.get(app, 1, "/")); // takes the head only
            slow.getLast().next();
            assertThat(slow.getLast().nextText())
                    .as("the beat that has to wait")
                    .isEqualTo(": \n\n");
        }

        TestLive quick = TestLive.get(app, "/");
        quick.next();
        for (int i = 0; i < 20; i++) {
            assertThat(quick.nextText()).isEqualTo(": \n\n");
        }

        for (TestLive each : slow) {
            assertThat(each.isSilent()).isTrue();
            each.makeRoom(1_000_000);
            each.end(Cause.SERVER_STOPPING);
            each.join();
        }
        quick.end(Cause.SERVER_STOPPING);
        quick.join();
    }

    @Test
    void heartbeatFindsTheClientGone() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        TestLive live =
                TestLive.get(
                        app(
                                events -> {
                                    events.heartbeat(Duration.ofMillis(1));
                                    try {
                                        source.take();
                                    } finally {
                                        interrupted.countDown();
                                    }
                                }),
                        "/");
        live.next();

        live.end(Cause.CLIENT_GONE);

        interrupted.await();
        assertThatThrownBy(live::join).hasCauseInstanceOf(DisconnectedException.class);
    }

    @Test
    void heartbeatsAreMoreThanNothingApart() throws Exception {
        TestLive live = TestLive.get(app(events -> events.heartbeat(Duration.ZERO)), "/");

        assertThatThrownBy(live::join).hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noHeartbeatIsLeftBehind() throws Exception {
        long before = ForkJoinPool.commonPool().getDelayedTaskCount();
        for (int i = 0; i < 50; i++) {
            TestLive.get(app(_ -> {}), "/").join();
        }

        while (ForkJoinPool.commonPool().getDelayedTaskCount() > before) {
            Thread.onSpinWait();
        }
        assertThat(ForkJoinPool.commonPool().getDelayedTaskCount()).isLessThanOrEqualTo(before);
    }
}
