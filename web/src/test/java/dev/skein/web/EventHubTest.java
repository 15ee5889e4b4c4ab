package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpDisconnect.Cause;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventHubTest {
    private static Application app(EventHub hub) {
        Application app = new Application();
        app.router().get("/", _ -> Response.events(hub::subscribe));
        return app;
    }

    private static void publish(EventHub hub, int from, int to) {
        for (int i = from; i <= to; i++) {
            hub.publish(ServerSentEvent.of("e" + i).withId(String.valueOf(i)));
        }
    }

    private static void awaitSubscribers(EventHub hub, int count) {
        while (hub.subscribers() != count) {
            Thread.onSpinWait();
        }
    }

    /// What comes until so many events have come.
    private static String events(TestLive live, int count) throws InterruptedException {
        StringBuilder all = new StringBuilder();
        while (all.toString().split("\n\n", -1).length <= count) {
            all.append(live.nextText());
        }
        return all.toString()
                .replaceAll("id: \\d+\n", "")
                .replace("data: ", "")
                .replace("\n\n", " ")
                .strip();
    }

    @Test
    void allSubscribersGetAllEventsInOrder() throws Exception {
        EventHub hub = new EventHub();
        List<TestLive> lives = List.of(TestLive.get(app(hub), "/"), TestLive.get(app(hub), "/"));
        awaitSubscribers(hub, 2);

        publish(hub, 1, 3);
        hub.publish("text");

        for (TestLive live : lives) {
            assertThat(events(live, 4)).isEqualTo("e1 e2 e3 text");
        }
        hub.close();
        lives.getFirst().join();
        lives.getLast().join();
        assertThat(hub.subscribers()).isZero();
    }

    @Test
    void newcomerGetsNothingOld() throws Exception {
        EventHub hub = new EventHub();
        publish(hub, 1, 3);
        TestLive live = TestLive.get(app(hub), "/");
        awaitSubscribers(hub, 1);

        publish(hub, 4, 4);

        assertThat(events(live, 1)).isEqualTo("e4");
        hub.close();
        live.join();
    }

    @Test
    void whoComesBackGetsWhatItMissed() throws Exception {
        EventHub hub = new EventHub();
        publish(hub, 1, 3);
        hub.publish("without id: not kept");
        publish(hub, 4, 5);

        TestLive live = TestLive.get(app(hub), "/", "last-event-id", "3");

        assertThat(events(live, 2)).isEqualTo("e4 e5");
        publish(hub, 6, 6);
        assertThat(events(live, 1)).isEqualTo("e6");
        hub.close();
        live.join();
    }

    @Test
    void whoMissedMoreThanIsKeptGetsAllThatIsKept() throws Exception {
        EventHub hub = new EventHub(EventHubOptions.defaults().withReplay(2));
        publish(hub, 1, 5);

        TestLive live = TestLive.get(app(hub), "/", "last-event-id", "1");

        assertThat(events(live, 2)).isEqualTo("e4 e5");
        hub.close();
        live.join();
    }

    @Test
    void whoHasSeenAllGetsNothing() throws Exception {
        EventHub hub = new EventHub();
        publish(hub, 1, 2);
        TestLive live = TestLive.get(app(hub), "/", "last-event-id", "2");
        awaitSubscribers(hub, 1);

        publish(hub, 3, 3);

        assertThat(events(live, 1)).isEqualTo("e3");
        hub.close();
        live.join();
    }

    @Test
    void withoutReplayNothingIsKept() throws Exception {
        EventHub hub = new EventHub(EventHubOptions.defaults().withReplay(0));
        publish(hub, 1, 2);
        TestLive live = TestLive.get(app(hub), "/", "last-event-id", "1");
        awaitSubscribers(hub, 1);

        publish(hub, 3, 3);

        assertThat(events(live, 1)).isEqualTo("e3");
        hub.close();
        live.join();
    }

    @Test
    void slowClientIsDroppedAndHarmsNobody() throws Exception {
        EventHub hub = new EventHub(EventHubOptions.defaults().withQueue(3));
        TestLive slow = TestLive.get(app(hub), 2, "/"); // the head, and one event
        TestLive quick = TestLive.get(app(hub), "/");
        awaitSubscribers(hub, 2);
        publish(hub, 1, 1);
        assertThat(events(slow, 1)).isEqualTo("e1");
        publish(hub, 2, 2);
        assertThat(events(slow, 1)).as("from here on it takes nothing").isEqualTo("e2");
        assertThat(events(quick, 2)).isEqualTo("e1 e2");

        for (int i = 3; i <= 6; i++) {
            assertThat(hub.subscribers()).isEqualTo(2);
            publish(hub, i, i);
            assertThat(events(quick, 1)).isEqualTo("e" + i);
        }

        assertThat(hub.subscribers()).isEqualTo(1);
        slow.makeRoom(10);
        slow.join();
        assertThat(slow.next())
                .as("the end, without a gap before it")
                .isInstanceOfSatisfying(
                        HttpChunk.class, end -> assertThat(end.moreContent()).isFalse());
        hub.close();
        quick.join();
    }

    @Test
    void whoGoesIsForgotten() throws Exception {
        EventHub hub = new EventHub();
        TestLive live = TestLive.get(app(hub), "/");
        awaitSubscribers(hub, 1);

        live.end(Cause.CLIENT_GONE);

        assertThatThrownBy(live::join).hasCauseInstanceOf(DisconnectedException.class);
        assertThat(hub.subscribers()).isZero();
    }

    @Test
    void closingSendsWhatWaits() throws Exception {
        EventHub hub = new EventHub();
        TestLive live = TestLive.get(app(hub), "/");
        awaitSubscribers(hub, 1);

        publish(hub, 1, 20);
        hub.close();

        assertThat(events(live, 20)).endsWith("e20");
        live.join();
    }

    @Test
    void closedHubTakesNobody() throws Exception {
        EventHub hub = new EventHub();
        hub.close();

        TestLive live = TestLive.get(app(hub), "/");
        live.join();
        hub.publish("nobody hears it");

        assertThat(hub.subscribers()).isZero();
    }

    @Test
    void optionsAreChecked() {
        EventHubOptions options = EventHubOptions.defaults();

        assertThat(options).isEqualTo(new EventHubOptions(64, 100));
        assertThatThrownBy(() -> options.withQueue(0)).hasMessageContaining("queue");
        assertThatThrownBy(() -> options.withReplay(-1)).hasMessageContaining("replay");
    }
}
