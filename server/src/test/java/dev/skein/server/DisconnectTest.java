package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpDisconnect;
import dev.skein.app.HttpResponse;
import dev.skein.http.Headers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that leave.
class DisconnectTest {
    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "half-close"})
    void aCallThatWaitsOnTheBodyIsTold(String how) throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        BlockingQueue<HttpDisconnect.Cause> told = new LinkedBlockingQueue<>();
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    called.countDown();
                                    told.add(((HttpDisconnect) channels.body().receive()).cause());
                                    channels.reply().send(HttpResponse.text("bye"));
                                });
                RawClient client = RawClient.to(server)) {
            client.get("/");
            Await.open(called);
            switch (how) {
                case "close" -> client.leave();
                case "reset" -> client.reset();
                default -> {
                    client.halfClose();
                    // It can still read.
                    assertThat(client.read().text()).isEqualTo("bye");
                    assertThat(client.readToEof()).isEmpty();
                }
            }
            assertThat(told.take()).isEqualTo(HttpDisconnect.Cause.CLIENT_GONE);
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsBodyIsSeen() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (request, channels) -> {
                                    called.countDown();
                                    try {
                                        request.readBody(channels, 1000);
                                    } catch (DisconnectedException e) {
                                        thrown.add(e);
                                        throw e;
                                    }
                                })) {
            RawClient client = RawClient.to(server);
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
            Await.open(called);
            client.reset();
            assertThat(thrown.take()).hasMessageContaining("middle of the body");
            Await.until("the connection is gone", () -> server.connections() == 0);
            assertThat(logs.errors()).isEmpty();
        }
    }

    @Test
    void aStreamLearnsThatItsClientLeft() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    try {
                                        while (true) {
                                            channels.reply().send(HttpChunk.text("tick\n"));
                                            Thread.sleep(1); // a stream has its own rhythm
                                        }
                                    } catch (DisconnectedException e) {
                                        thrown.add(e);
                                        throw e;
                                    }
                                })) {
            RawClient client = RawClient.to(server);
            client.get("/");
            client.exactly(300);
            client.close();
            assertThat(thrown.take()).hasMessageContaining("is gone");
            Await.until("the connection is gone", () -> server.connections() == 0);
            assertThat(logs.errors()).isEmpty();
        }
    }

    @Test
    void aFailureAfterTheClientHasGoneIsLogged() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (_, channels) -> {
                                    called.countDown();
                                    channels.body().receive();
                                    throw new IllegalStateException("could not clean up");
                                })) {
            RawClient client = RawClient.to(server);
            client.get("/path");
            Await.open(called);
            client.reset();
            assertThat(logs.awaitErrors(1).getFirst().getMessage())
                    .contains("GET /path failed after its client had gone");
        }
    }
}
