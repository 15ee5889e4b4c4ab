package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.App;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.LifespanShutdown;
import dev.skein.app.LifespanStartup;
import dev.skein.app.UnsupportedMessageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Startup and shutdown of the application.
class LifespanTest {
    private final List<String> events = new CopyOnWriteArrayList<>();

    private static ServerOptions options(ServerOptions.Lifespan mode) {
        return Serve.options().withLifespan(mode);
    }

    private App recorder() {
        return (message, channels) -> {
            events.add(message.type());
            if (message instanceof HttpRequest) {
                channels.reply().send(HttpResponse.text("x"));
            }
        };
    }

    @Test
    void startupComesFirstAndShutdownLastOnceEach() throws Exception {
        for (var mode : ServerOptions.Lifespan.values()) {
            events.clear();
            try (Server server = Server.start(recorder(), options(mode));
                    RawClient client = RawClient.to(server)) {
                client.get("/").read();
            }
            if (mode == ServerOptions.Lifespan.OFF) {
                assertThat(events).containsExactly("http.request");
            } else {
                assertThat(events)
                        .containsExactly("lifespan.startup", "http.request", "lifespan.shutdown");
            }
        }
    }

    @Test
    void nothingListensUntilStartupHasReturnedNorAfterItHasFailed() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        App app =
                (message, _) -> {
                    events.add(message.type());
                    assertThatThrownBy(() -> RawClient.to(address)).isInstanceOf(IOException.class);
                    throw new IOException("no database");
                };
        for (var mode : List.of(ServerOptions.Lifespan.AUTO, ServerOptions.Lifespan.ON)) {
            assertThatThrownBy(() -> Server.start(app, options(mode).withBind(address)))
                    .isInstanceOf(StartupException.class)
                    .hasRootCauseMessage("no database");
            assertThatThrownBy(() -> RawClient.to(address)).isInstanceOf(IOException.class);
        }
        assertThat(events).containsExactly("lifespan.startup", "lifespan.startup");
    }

    @Test
    void anApplicationThatKnowsNoLifespanIsServedWithAuto() throws Exception {
        App app =
                (message, channels) -> {
                    events.add(message.type());
                    channels.reply().send(HttpResponse.text("whatever it is"));
                };
        try (Server server = Server.start(app, options(ServerOptions.Lifespan.AUTO));
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().text()).isEqualTo("whatever it is");
        }
        assertThat(events).containsExactly("lifespan.startup", "http.request");
        assertThatThrownBy(() -> Server.start(app, options(ServerOptions.Lifespan.ON)))
                .isInstanceOf(StartupException.class)
                .hasCauseInstanceOf(UnsupportedMessageException.class)
                .hasMessageContaining("wants no reply");
    }

    @Test
    void theApplicationShutsDownWhenThePortIsTaken() throws Exception {
        try (Server first = Server.start(recorder(), options(ServerOptions.Lifespan.OFF))) {
            ServerOptions taken =
                    options(ServerOptions.Lifespan.ON).withBind(first.addresses().getFirst());
            assertThatThrownBy(() -> Server.start(recorder(), taken))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:");
        }
        assertThat(events).containsExactly("lifespan.startup", "lifespan.shutdown");
    }

    @Test
    void aFailingShutdownIsLogged() throws Exception {
        App app =
                (message, _) -> {
                    if (message instanceof LifespanShutdown) {
                        throw new IllegalStateException("cannot let go");
                    }
                };
        try (Logs logs = new Logs()) {
            Server.start(app, options(ServerOptions.Lifespan.ON)).stop();
            assertThat(logs.awaitErrors(1).getFirst().getThrown()).hasMessage("cannot let go");
        }
    }

    @Test
    void shutdownComesAfterTheLastCallEvenIfItsClientIsGone() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        App app =
                (message, channels) -> {
                    switch (message) {
                        case HttpRequest _ -> {
                            called.countDown();
                            Await.open(go);
                            events.add("end of call");
                        }
                        case LifespanStartup _, LifespanShutdown _ -> events.add(message.type());
                        default -> throw new IllegalStateException(message.type());
                    }
                };
        try (Logs _ = new Logs();
                Server server = Server.start(app, options(ServerOptions.Lifespan.ON))) {
            RawClient client = RawClient.to(server);
            client.get("/");
            Await.open(called);
            client.reset();
            Thread stopping = Thread.ofPlatform().start(server::stop);
            Thread.sleep(200); // time enough to be too early
            assertThat(events).containsExactly("lifespan.startup");
            go.countDown();
            stopping.join();
            assertThat(events)
                    .containsExactly("lifespan.startup", "end of call", "lifespan.shutdown");
        }
    }

    @Test
    void anInterruptedStopStillLetsTheApplicationShutDown() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        App app =
                (message, _) -> {
                    events.add(message.type());
                    if (message instanceof HttpRequest) {
                        called.countDown();
                        new CountDownLatch(1).await();
                    }
                };
        try (Logs _ = new Logs();
                Server server = Server.start(app, options(ServerOptions.Lifespan.ON));
                RawClient client = RawClient.to(server)) {
            client.get("/");
            Await.open(called);
            Thread stopping =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        Thread.currentThread().interrupt();
                                        server.stop();
                                        interrupted.add(Thread.interrupted());
                                    });
            assertThat(client.read().status()).isEqualTo(503);
            stopping.join();
            assertThat(interrupted).containsExactly(true);
            assertThat(events)
                    .containsExactly("lifespan.startup", "http.request", "lifespan.shutdown");
        }
    }
}
