import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.PfxOptions;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Vert.x on epoll: a verticle for each loop, handlers on the loop.
final class VertxPeer extends VerticleBase {
    private static final Set<ServerWebSocket> group = ConcurrentHashMap.newKeySet();

    private final Cases.Options options;
    private CharSequence date = now();

    private VertxPeer(Cases.Options options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        var options = Cases.Options.of(arguments);
        var vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(options.loops())
                                .setPreferNativeTransport(true));
        vertx.deployVerticle(
                        () -> new VertxPeer(options),
                        new DeploymentOptions().setInstances(options.loops()))
                .await();
    }

    @Override
    public Future<?> start() {
        var server = new HttpServerOptions().setTcpNoDelay(true).setAcceptBacklog(4096);
        if (options.tls()) {
            server.setSsl(true)
                    .setKeyCertOptions(
                            new PfxOptions()
                                    .setPath(options.keyStore().toString())
                                    .setPassword("bench"));
        }
        vertx.setPeriodic(1000, _ -> date = now());
        return vertx.createHttpServer(server)
                .requestHandler(this::answer)
                .webSocketHandler(VertxPeer::serve)
                .listen(options.port(), "127.0.0.1");
    }

    private static CharSequence now() {
        return HttpHeaders.createOptimized(
                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/json" -> send(request, Cases.JSON_TYPE, Buffer.buffer(Cases.JSON));
            case "/echo" -> request.body().onSuccess(body -> send(request, Cases.BYTES_TYPE, body));
            case "/upload" -> request.handler(_ -> {}).endHandler(_ -> hello(request));
            case "/stream" -> stream(request);
            case "/spin" -> {
                Cases.spin();
                hello(request);
            }
            case "/sleep" -> vertx.setTimer(Cases.SLEEP_MILLIS, _ -> hello(request));
            case "/" -> hello(request);
            default ->
                    send(
                            request,
                            Cases.BYTES_TYPE,
                            Buffer.buffer(Cases.DOWNLOADS.get(request.path())));
        }
    }

    private void hello(HttpServerRequest request) {
        send(request, Cases.TEXT_TYPE, Buffer.buffer(Cases.HELLO));
    }

    private void send(HttpServerRequest request, String type, Buffer body) {
        withHeaders(request, type).end(body);
    }

    private void stream(HttpServerRequest request) {
        HttpServerResponse response = withHeaders(request, Cases.BYTES_TYPE).setChunked(true);
        for (int i = 0; i < Cases.PIECES; i++) {
            response.write(Buffer.buffer(Cases.PIECE));
        }
        response.end();
    }

    private HttpServerResponse withHeaders(HttpServerRequest request, String type) {
        HttpServerResponse response = request.response();
        response.headers()
                .add(HttpHeaders.CONTENT_TYPE, type)
                .add(HttpHeaders.SERVER, "vert.x")
                .add(HttpHeaders.DATE, date);
        return response;
    }

    private static void serve(ServerWebSocket socket) {
        if (socket.path().equals("/fanout")) {
            group.add(socket);
            socket.closeHandler(_ -> group.remove(socket));
            socket.textMessageHandler(
                    text -> group.forEach(member -> member.writeTextMessage(text)));
        } else {
            socket.textMessageHandler(socket::writeTextMessage);
            socket.binaryMessageHandler(socket::writeBinaryMessage);
        }
    }
}
