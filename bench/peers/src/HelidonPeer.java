import io.helidon.common.buffers.BufferData;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Helidon SE: a virtual thread for each connection.
final class HelidonPeer {
    private static final Set<WsSession> group = ConcurrentHashMap.newKeySet();

    private HelidonPeer() {}

    public static void main(String[] arguments) throws Exception {
        var options = Cases.Options.of(arguments);
        var server =
                WebServer.builder()
                        .host("127.0.0.1")
                        .port(options.port())
                        .backlog(4096)
                        .connectionOptions(socket -> socket.tcpNoDelay(true))
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
                .get("/json", (_, response) -> send(response, Cases.JSON_TYPE, Cases.JSON))
                .get("/stream", (_, response) -> stream(response))
                .post("/upload", HelidonPeer::upload)
                .post(
                        "/echo",
                        (request, response) ->
                                send(
                                        response,
                                        Cases.BYTES_TYPE,
                                        request.content().as(byte[].class)))
                .get(
                        "/spin",
                        (_, response) -> {
                            Cases.spin();
                            hello(response);
                        })
                .get(
                        "/sleep",
                        (_, response) -> {
                            Thread.sleep(Cases.SLEEP_MILLIS);
                            hello(response);
                        });
        Cases.DOWNLOADS.forEach(
                (path, bytes) ->
                        routing.get(
                                path, (_, response) -> send(response, Cases.BYTES_TYPE, bytes)));
    }

    private static void hello(ServerResponse response) {
        send(response, Cases.TEXT_TYPE, Cases.HELLO);
    }

    private static void send(ServerResponse response, String type, Object body) {
        response.header(HeaderNames.CONTENT_TYPE, type);
        response.send(body);
    }

    private static void stream(ServerResponse response) throws IOException {
        response.header(HeaderNames.CONTENT_TYPE, Cases.BYTES_TYPE);
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
