package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.server.Server;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Events over sockets.
class EventStreamServerTest {
    private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

    private final BlockingQueue<String> source = new ArrayBlockingQueue<>(10);
    private final BlockingQueue<String> ended = new ArrayBlockingQueue<>(10);
    private final Application app = new Application();

    EventStreamServerTest() {
        app.router()
                .get(
                        "/",
                        _ ->
                                Response.events(
                                        events -> {
                                            try {
                                                while (true) {
                                                    events.send(source.take());
                                                }
                                            } finally {
                                                ended.add("ended");
                                            }
                                        }));
    }

    @Test
    void eventsComeOneByOne() throws Exception {
        try (Server server = TestWire.serve(app);
                TestWire wire = TestWire.to(server).send(GET)) {
            assertThat(wire.readTo("\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("\r\ntransfer-encoding: chunked\r\n");
            source.add("a");
            assertThat(wire.readTo("\n\n\r\n")).isEqualTo("9\r\ndata: a\n\n\r\n");
            source.add("b");
            assertThat(wire.readTo("\n\n\r\n")).isEqualTo("9\r\ndata: b\n\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "half-close"})
    void writerThatWaitsElsewhereLearnsThatTheClientIsGone(String way) throws Exception {
        try (TestLog log = new TestLog();
                Server server = TestWire.serve(app);
                TestWire wire = TestWire.to(server).send(GET)) {
            wire.readTo("\r\n\r\n");

            switch (way) {
                case "close" -> wire.leave();
                case "reset" -> wire.reset();
                default -> {
                    wire.halfClose();
                    assertThat(wire.readToEnd()).isEqualTo("0\r\n\r\n");
                }
            }

            assertThat(ended.poll(10, TimeUnit.SECONDS)).isEqualTo("ended");
            server.stop();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void stoppingServerEndsTheStreamProperly() throws Exception {
        try (TestLog log = new TestLog();
                Server server = TestWire.serve(app);
                TestWire wire = TestWire.to(server).send(GET)) {
            wire.readTo("\r\n\r\n");

            server.stop();

            assertThat(wire.readToEnd()).isEqualTo("0\r\n\r\n");
            assertThat(ended).hasSize(1);
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void headHasNoEvents() throws Exception {
        try (Server server = TestWire.serve(app)) {
            String answer =
                    TestWire.exchange(
                            server, "HEAD / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
            assertThat(ended).isEmpty();
        }
    }
}
