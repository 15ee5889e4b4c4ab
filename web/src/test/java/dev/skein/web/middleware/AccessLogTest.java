package dev.skein.web.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.DisconnectedException;
import dev.skein.web.Application;
import dev.skein.web.Response;
import dev.skein.web.TestCall;
import dev.skein.web.WebSocket;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AccessLogTest {
    private final List<AccessLogEntry> entries = Collections.synchronizedList(new ArrayList<>());
    private final Application app = new Application().use(AccessLog.to(entries::add));

    private String line(String format, TestCall call) throws Exception {
        call.send();
        return AccessLogFormat.of(format).format(entries.getLast());
    }

    @Test
    void theDefaultIsTheOneEverybodyKnows() throws Exception {
        app.router().get("/hello", _ -> Response.text("hello"));
        TestCall call =
                TestCall.get(app, "/hello?a=b")
                        .header("referer", "http://x/")
                        .header("user-agent", "test");
        call.send();
        assertThat(entries.getFirst().toString())
                .matches(
                        "192\\.0\\.2\\.7 \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] \"GET /hello\\?a=b HTTP/1\\.1\" 200 5"
                                + " \"http://x/\" \"test\"");
    }

    @Test
    void everyAtom() throws Exception {
        app.router().get("/", _ -> Response.text("hello").withHeader("x-out", "o"));
        assertThat(
                        line(
                                "%% %a %r %s %b %{X-In}i %{x-out}o %{none}i %{none}o end",
                                TestCall.get(app, "/").header("x-in", "i")))
                .isEqualTo("% 192.0.2.7 GET / HTTP/1.1 200 5 i o - - end");
        AccessLogEntry entry = entries.getFirst();
        Instant start = Instant.parse("2026-09-06T07:08:09Z");
        AccessLogEntry fixed =
                new AccessLogEntry(
                        entry.request(), null, 499, -1, start, Duration.ofNanos(12_034_567_890L));
        AccessLogFormat format =
                AccessLogFormat.of("%t %T %Tf %D %b %{x}o %P", ZoneId.of("Europe/Berlin"));
        assertThat(format.format(fixed))
                .isEqualTo(
                        "[06/Sep/2026:09:08:09 +0200] 12 12.034567 12034567 - - "
                                + ProcessHandle.current().pid());
        assertThat(line("%a", TestCall.get(app, "/").from(UnixDomainSocketAddress.of("/x"))))
                .isEqualTo("unix");
    }

    @Test
    void whatComesFromOutsideCannotForgeLines() throws Exception {
        String line =
                line(
                        "\"%r\" \"%{user-agent}i\"",
                        TestCall.get(app, "/\"%0a?\"").header("user-agent", "x\" 200\t\u00e9\\"));
        assertThat(line).isEqualTo("\"GET /\\\"%0a?\\\" HTTP/1.1\" \"x\\\" 200\\t\\xe9\\\\\"");
    }

    @Test
    void errorsAreToldAsTheyWereSent() throws Exception {
        app.router()
                .get(
                        "/broken",
                        _ -> {
                            throw new IllegalStateException("broken");
                        });
        assertThat(line("%s", TestCall.get(app, "/broken"))).isEqualTo("500");
        assertThat(line("%s %b", TestCall.get(app, "/nowhere"))).matches("404 [1-9]\\d*");
    }

    @Test
    void aStreamIsToldAtItsEndWithoutItsSize() throws Exception {
        List<Integer> before = new ArrayList<>();
        app.router()
                .get(
                        "/",
                        _ ->
                                Response.stream(
                                        "text/plain",
                                        out -> {
                                            out.send("hello");
                                            before.add(entries.size());
                                        }));
        assertThat(line("%s %b", TestCall.get(app, "/"))).isEqualTo("200 -");
        assertThat(before).containsExactly(0);
        assertThat(line("%s %b", TestCall.of(app, "HEAD", "/"))).isEqualTo("200 0");
    }

    @Test
    void aStreamThatFailsBeforeItsBeginIsTheErrorThatWasSent() throws Exception {
        app.router()
                .get(
                        "/",
                        _ ->
                                Response.stream(
                                        "text/plain",
                                        _ -> {
                                            throw new IllegalStateException("no");
                                        }));
        assertThat(line("%s", TestCall.get(app, "/"))).isEqualTo("500");
        assertThat(entries).hasSize(1);
    }

    @Test
    void whoIsGoneIs499() {
        app.router()
                .get(
                        "/",
                        _ -> {
                            throw new DisconnectedException("gone");
                        });
        assertThatThrownBy(() -> TestCall.get(app, "/").send())
                .isInstanceOf(DisconnectedException.class);
        assertThat(entries).singleElement().extracting(AccessLogEntry::status).isEqualTo(499);
        assertThat(entries.getFirst().toString()).contains("\" 499 0 ");
    }

    @Test
    void aWebSocketIs101WhenItIsOver() throws Exception {
        app.router().webSocket("/ws", WebSocket::receive);
        var socket = TestCall.get(app, "/ws").webSocket();
        socket.end(1000);
        socket.join();
        assertThat(entries).singleElement().extracting(AccessLogEntry::status).isEqualTo(101);
    }

    @Test
    void soIsOneThatFails() throws Exception {
        app.router()
                .webSocket(
                        "/ws",
                        socket -> {
                            throw new IllegalStateException("broken");
                        });
        assertThat(TestCall.get(app, "/ws").webSocket().failure()).hasMessage("broken");
        assertThat(entries).singleElement().extracting(AccessLogEntry::status).isEqualTo(101);
    }

    @Test
    void aLoggerThatFailsHarmsNobody() throws Exception {
        Application other =
                new Application()
                        .use(
                                AccessLog.to(
                                        _ -> {
                                            throw new IllegalStateException("disk full");
                                        }));
        other.router().get("/", _ -> Response.text("hello"));
        assertThat(TestCall.get(other, "/").send().text()).isEqualTo("hello");
    }

    @Test
    void refusesAtomsThatItDoesNotKnow() {
        for (String bad :
                List.of("%x", "%", "a %", "%{", "%{x", "%{x}", "%{x}e", "%{}i", "%{a b}i")) {
            assertThatThrownBy(() -> AccessLogFormat.of(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(AccessLogFormat.of("")).isNotNull();
    }
}
