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
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PfxOptions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Vert.x on epoll: a verticle for each loop, handlers on the loop. TLS by BoringSSL.
final class VertxPeer extends VerticleBase {
    private static final CharSequence TEXT_TYPE = HttpHeaders.createOptimized(Cases.TEXT_TYPE);
    private static final CharSequence JSON_TYPE = HttpHeaders.createOptimized(Cases.JSON_TYPE);
    private static final CharSequence BYTES_TYPE = HttpHeaders.createOptimized(Cases.BYTES_TYPE);
    private static final CharSequence SERVER = HttpHeaders.createOptimized("vert.x");
    private static final Buffer HELLO = Buffer.buffer(Cases.HELLO);
    private static final Buffer PIECE = Buffer.buffer(Cases.PIECE);
    private static final Map<String, Buffer> DOWNLOADS =
            Cases.DOWNLOADS.entrySet().stream()
                    .collect(
                            Collectors.toMap(
                                    Map.Entry::getKey, each -> Buffer.buffer(each.getValue())));
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
        var server =
                new HttpServerOptions()
                        .setTcpNoDelay(true)
                        .setAcceptBacklog(4096)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false);
        if (options.tls()) {
            server.setSsl(true)
                    .setSslEngineOptions(new OpenSSLEngineOptions())
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
        return HttpHeaders.createOptimized(Cases.date());
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/json" -> send(request, JSON_TYPE, Buffer.buffer(Cases.JSON));
            case "/echo" -> request.body().onSuccess(body -> send(request, BYTES_TYPE, body));
            case "/upload" -> request.handler(_ -> {}).endHandler(_ -> hello(request));
            case "/stream" -> stream(request);
            case "/" -> hello(request);
            default -> sendOrHold(request);
        }
    }

    private void sendOrHold(HttpServerRequest request) {
        Buffer download = DOWNLOADS.get(request.path());
        if (download != null) {
            send(request, BYTES_TYPE, download);
        } else if (Cases.hold(request.path())) {
            hello(request);
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    private void hello(HttpServerRequest request) {
        send(request, TEXT_TYPE, HELLO);
    }

    private void send(HttpServerRequest request, CharSequence type, Buffer body) {
        withHeaders(request, type).end(body);
    }

    private void stream(HttpServerRequest request) {
        HttpServerResponse response = withHeaders(request, BYTES_TYPE).setChunked(true);
        for (int i = 0; i < Cases.PIECES; i++) {
            response.write(PIECE);
        }
        response.end();
    }

    private HttpServerResponse withHeaders(HttpServerRequest request, CharSequence type) {
        HttpServerResponse response = request.response();
        response.headers()
                .add(HttpHeaders.CONTENT_TYPE, type)
                .add(HttpHeaders.SERVER, SERVER)
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
