package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is told of calls, and to whom that may go wrong.
class TraceTest {
    private final List<TraceEvent> events = Collections.synchronizedList(new ArrayList<>());

    private static String name(TraceEvent event) {
        return event.getClass().getSimpleName();
    }

    private ClientSession traced() {
        return ClientSession.create(Answers.narrowOptions().withTrace(events::add));
    }

    @Test
    void aCallIsToldFromBeginningToEnd() throws Exception {
        try (var server = new ScriptedServer(Answers::fine);
                var session = traced()) {
            assertThat(session.get(server.url("/a")).send().text()).isEqualTo("fine");
            assertThat(events)
                    .extracting(TraceTest::name)
                    .containsExactly(
                            "Started",
                            "ConnectStarted",
                            "ConnectDone",
                            "HeadersSent",
                            "HeadReceived",
                            "Ended",
                            "ChunkReceived");
            long call = events.getFirst().stamp().call();
            assertThat(events).allMatch(event -> event.stamp().call() == call);
            assertThat(events).extracting(event -> event.stamp().at()).isSorted();
            events.clear();
            session.post(server.url("/b")).send().close();
            assertThat(events)
                    .extracting(TraceTest::name)
                    .startsWith("Started", "ConnectionReused", "HeadersSent", "HeadReceived");
            assertThat(events.getFirst().stamp().call()).isNotEqualTo(call);
        }
    }

    @Test
    void redirectsRetriesAndFailuresAreTold() throws Exception {
        ScriptedServer.Script script =
                client -> {
                    client.head();
                    client.send(
                            "HTTP/1.1 302 Found\r\nlocation: /new\r\ncontent-length: 0\r\n\r\n");
                    client.head();
                };
        ScriptedServer.Script closing = client -> client.head();
        try (var server = new ScriptedServer(script, closing);
                var session = traced()) {
            assertThatThrownBy(() -> session.get(server.url("/")).send())
                    .isInstanceOf(ServerDisconnectedException.class);
            assertThat(events)
                    .extracting(TraceTest::name)
                    .contains("Redirected", "ConnectionReused", "Retried")
                    .endsWith("Failed");
        }
    }

    /// A listener that throws fails the call it is told of, and takes no place in the pool with it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Started",
                "ConnectionReused",
                "ConnectStarted",
                "ConnectDone",
                "HeadersSent",
                "ChunkSent",
                "HeadReceived",
                "Redirected",
                "Retried",
                "Ended"
            })
    void aListenerThatThrowsLosesNoPlace(String at) throws Exception {
        AtomicReference<String> bad = new AtomicReference<>(at);
        var options =
                Answers.narrowOptions()
                        .withTrace(
                                event -> {
                                    if (name(event).equals(bad.get())) {
                                        throw new IllegalStateException("listener");
                                    }
                                });
        ScriptedServer.Script script =
                client -> {
                    for (String head = client.head(); !head.isEmpty(); head = client.head()) {
                        client.body(head.startsWith("POST") ? 1 : 0);
                        if (head.contains(" /to ")) {
                            client.send(
                                    "HTTP/1.1 302 Found\r\nlocation: /new\r\ncontent-length: 0\r\n\r\n");
                        } else if (head.contains(" /half ")) {
                            client.send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
                        } else if (head.contains(" /gone ")) {
                            return;
                        } else {
                            client.answer("fine");
                        }
                    }
                };
        try (var server = new ScriptedServer(script);
                var session = ClientSession.create(options)) {
            for (String path : new String[] {"/a", "/b", "/to", "/gone", "/c", "/half"}) {
                try (var response = session.post(server.url(path)).body("x").send()) {
                    assertThat(response.status()).isEqualTo(200);
                } catch (IllegalStateException | ServerDisconnectedException e) {
                    assertThat(e.getMessage()).isNotNull();
                }
            }
            bad.set("");
            long begin = System.nanoTime();
            Answers.assertFine(session, server);
            assertThat(System.nanoTime() - begin)
                    .isLessThan(10_000_000_000L); // no place was missing
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"QueueEntered", "QueueLeft"})
    void aListenerThatThrowsInTheQueueLosesNoPlace(String at) throws Exception {
        AtomicReference<String> bad = new AtomicReference<>(at);
        AtomicReference<String> seen = new AtomicReference<>("");
        var options =
                Answers.narrowOptions()
                        .withTrace(
                                event -> {
                                    if (name(event).startsWith("Queue")) {
                                        seen.set(name(event));
                                    }
                                    if (name(event).equals(bad.get())) {
                                        throw new IllegalStateException("listener");
                                    }
                                });
        String half = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf";
        ScriptedServer.Script fine = Answers::fine;
        try (var server = new ScriptedServer(Answers.held(half), fine);
                var session = ClientSession.create(options)) {
            ClientResponse holder = session.get(server.url("/")).send();
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread waiter =
                    Thread.ofPlatform()
                            .start(
                                    () ->
                                            end.complete(
                                                    catchThrowable(
                                                            () ->
                                                                    session.get(server.url("/"))
                                                                            .send())));
            Answers.until(() -> !seen.get().isEmpty() && (end.isDone() || waiting(waiter)));
            holder.close();
            assertThat(end.join()).hasMessage("listener");
            bad.set("");
            long begin = System.nanoTime();
            Answers.assertFine(session, server);
            assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
        }
    }

    private static boolean waiting(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING;
    }
}
