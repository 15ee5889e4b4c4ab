import io.helidon.common.buffers.BufferData;
import io.helidon.common.tls.Tls;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Helidon SE: a virtual thread for each connection. HTTP/1 as in its entry of TechEmpower's
/// benchmarks: no log of each message, request fields and paths not validated.
final class HelidonPeer {
    private static final Header TEXT =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, Cases.TEXT_TYPE);
    private static final Header BYTES =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, Cases.BYTES_TYPE);
    private static final Header SERVER = HeaderValues.createCached(HeaderNames.SERVER, "helidon");
    private static final Set<WsSession> group = ConcurrentHashMap.newKeySet();

    private HelidonPeer() {}

    public static void main(String[] arguments) throws Exception {
        var options = Cases.Options.of(arguments);
        var server =
                WebServer.builder()
                        .host("127.0.0.1")
                        .port(options.port())
                        .backlog(4096)
                        .connectionOptions(
                                socket -> socket.tcpNoDelay(true).readTimeout(Duration.ZERO))
                        .idleConnectionTimeout(Duration.ofHours(1))
                        .addProtocol(
                                Http1Config.builder()
                                        .validateRequestHeaders(false)
                                        .validatePath(false)
                                        .receiveLog(false)
                                        .sendLog(false)
                                        .build())
                        .routing(HelidonPeer::route)
                        .addRouting(
                                WsRouting.builder()
                                        .endpoint("/", new Echo())
                                        .endpoint("/fanout", new FanOut()));
        if (options.tls()) {
            server.tls(Tls.builder().sslContext(options.sslContext()).build());
        }
        server.build().start();
    }

    private static void route(HttpRouting.Builder routing) {
        routing.get("/", (_, response) -> hello(response))
                .get("/json", (_, response) -> json(response))
                .get("/stream", (_, response) -> stream(response))
                .post("/upload", HelidonPeer::upload)
                .post(
                        "/echo",
                        (request, response) ->
                                send(response, BYTES, request.content().as(byte[].class)))
                .get("/spin", HelidonPeer::hold)
                .get("/block-native", HelidonPeer::hold)
                .get("/block-file/{name}", HelidonPeer::hold);
        Cases.DOWNLOADS.forEach(
                (path, bytes) -> routing.get(path, (_, response) -> send(response, BYTES, bytes)));
    }

    private static void hold(ServerRequest request, ServerResponse response) {
        if (Cases.hold(request.path().path())) {
            hello(response);
        } else {
            response.status(Status.NOT_FOUND_404).send();
        }
    }

    private static void hello(ServerResponse response) {
        send(response, TEXT, Cases.HELLO);
    }

    private static void json(ServerResponse response) {
        send(response, HeaderValues.CONTENT_TYPE_JSON, Cases.JSON.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(ServerResponse response, Header type, byte[] body) {
        response.header(type).header(SERVER).send(body);
    }

    private static void stream(ServerResponse response) throws IOException {
        response.header(BYTES).header(SERVER);
        try (OutputStream out = response.outputStream()) {
            for (int i = 0; i < Cases.PIECES; i++) {
                out.write(Cases.PIECE);
                out.flush();
            }
        }
    }

    private static void upload(ServerRequest request, ServerResponse response) throws IOException {
        var buffer = new byte[64 * 1024];
        try (InputStream body = request.content().inputStream()) {
            while (body.read(buffer) >= 0) {
                // Nothing is kept.
            }
        }
        hello(response);
    }

    private static final class Echo implements WsListener {
        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            session.send(text, last);
        }

        @Override
        public void onMessage(WsSession session, BufferData bytes, boolean last) {
            session.send(bytes, last);
        }
    }

    private static final class FanOut implements WsListener {
        @Override
        public void onOpen(WsSession session) {
            group.add(session);
        }

        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            for (WsSession member : group) {
                try {
                    member.send(text, last);
                } catch (RuntimeException _) {
                    group.remove(member); // it is gone, without a word
                }
            }
        }

        @Override
        public void onClose(WsSession session, int status, String reason) {
            group.remove(session);
        }

        @Override
        public void onError(WsSession session, Throwable problem) {
            group.remove(session);
        }
    }
}
