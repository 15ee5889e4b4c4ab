package dev.skein.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.loop.EventLoop;
import dev.skein.loop.Task;
import dev.skein.web.Application;
import dev.skein.web.Response;
import dev.skein.web.WebSocket;
import dev.skein.web.exception.HttpNotFound;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The example of the guide: a web application under test.
@ExtendWith(SkeinExtension.class)
class GuestsTest {
    record Guest(String name, int age) {}

    @TestApp
    static Application app() {
        Map<String, Guest> guests = new ConcurrentHashMap<>();
        Application app = new Application();
        app.router()
                .post(
                        "/guests",
                        request -> {
                            Guest guest = request.json(Guest.class);
                            guests.put(guest.name(), guest);
                            return Response.json(guest).withStatus(201);
                        });
        app.router()
                .get(
                        "/guests/{name}",
                        request -> {
                            Guest guest = guests.get(request.parameter("name"));
                            if (guest == null) {
                                throw new HttpNotFound();
                            }
                            return Response.json(guest);
                        });
        app.router()
                .get(
                        "/broken",
                        _ -> {
                            throw new IllegalStateException("no database");
                        });
        app.router().webSocket("/echo", GuestsTest::echo);
        return app;
    }

    private static void echo(WebSocket socket) throws Exception {
        for (var message : socket) {
            socket.send(message.asText());
        }
    }

    @Test
    void aGuestIsKept(TestClient client) throws Exception {
        client.post("/guests").json(new Guest("Ada", 36)).send().expectStatus(201);
        assertThat(client.get("/guests/Ada").send().json(Guest.class).age()).isEqualTo(36);
        client.get("/guests/Bob").send().expectStatus(404);
    }

    @Test
    void aWebSocketAnswers(TestClient client) throws Exception {
        try (TestWebSocket socket = client.webSocket("/echo")) {
            socket.send("hello");
            socket.expectText("hello");
        }
    }

    @Test
    void whatTheApplicationThrowsFailsTheTest(TestClient client) {
        assertThatThrownBy(() -> client.get("/broken").send())
                .isInstanceOf(AssertionError.class)
                .hasRootCauseMessage("no database");
    }

    @Test
    void anHourPassesAtOnce(EventLoop loop, VirtualClock clock) throws Exception {
        loop.start();
        Task<String> task =
                loop.createTask(
                        () -> {
                            loop.sleep(Duration.ofHours(1));
                            return "awake";
                        });
        clock.advance(Duration.ofHours(1));
        assertThat(task.join()).isEqualTo("awake");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
    }
}
