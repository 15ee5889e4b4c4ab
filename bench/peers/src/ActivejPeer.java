import io.activej.bytebuf.ByteBuf;
import io.activej.csp.consumer.ChannelConsumers;
import io.activej.csp.supplier.ChannelSuppliers;
import io.activej.eventloop.Eventloop;
import io.activej.http.AsyncServlet;
import io.activej.http.HttpError;
import io.activej.http.HttpHeaderValue;
import io.activej.http.HttpHeaders;
import io.activej.http.HttpRequest;
import io.activej.http.HttpResponse;
import io.activej.http.HttpServer;
import io.activej.http.RoutingServlet;
import io.activej.promise.Promise;
import io.activej.reactor.net.ServerSocketSettings;
import io.activej.reactor.net.SocketSettings;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Executors;

/// ActiveJ: one event loop, however many are asked for; handlers on it.
final class ActivejPeer {
    private static final HttpHeaderValue TEXT = header(Cases.TEXT_TYPE);
    private static final HttpHeaderValue JSON = header(Cases.JSON_TYPE);
    private static final HttpHeaderValue BYTES = header(Cases.BYTES_TYPE);
    private static final HttpHeaderValue SERVER = header("activej");

    private final Eventloop loop = Eventloop.builder().withCurrentThread().build();
    private HttpHeaderValue date = header(Cases.date());

    private ActivejPeer() {}

    public static void main(String[] arguments) throws Exception {
        new ActivejPeer().serve(Cases.Options.of(arguments));
    }

    private void serve(Cases.Options options) throws Exception {
        var address = new InetSocketAddress("127.0.0.1", options.port());
        var server =
                HttpServer.builder(loop, routes())
                        .withServerSocketSettings(
                                ServerSocketSettings.builder().withBacklog(4096).build())
                        .withSocketSettings(SocketSettings.builder().withTcpNoDelay(true).build())
                        .withKeepAliveTimeout(Duration.ofHours(1));
        if (options.tls()) {
            server.withSslListenAddress(
                    options.sslContext(), Executors.newSingleThreadExecutor(), address);
        } else {
            server.withListenAddress(address);
        }
        server.build().listen();
        tick();
        loop.run();
    }

    private void tick() {
        date = header(Cases.date());
        loop.delayBackground(Duration.ofSeconds(1), this::tick);
    }

    private AsyncServlet routes() {
        var routes =
                RoutingServlet.builder(loop)
                        .with("/", _ -> hello())
                        .with("/json", _ -> send(JSON, Cases.JSON.getBytes(StandardCharsets.UTF_8)))
                        .with("/stream", _ -> stream())
                        .with(
                                "/upload",
                                request ->
                                        request.takeBodyStream()
                                                .streamTo(ChannelConsumers.recycling())
                                                .then(this::hello))
                        .with("/echo", this::echo)
                        .with("/spin", this::hold)
                        .with("/block-native", this::hold)
                        .with("/block-file/:name", this::hold);
        Cases.DOWNLOADS.forEach((path, bytes) -> routes.with(path, _ -> send(BYTES, bytes)));
        return routes.build();
    }

    private Promise<HttpResponse> hold(HttpRequest request) {
        return Cases.hold(request.getPath()) ? hello() : Promise.ofException(HttpError.ofCode(404));
    }

    private Promise<HttpResponse> hello() {
        return send(TEXT, Cases.HELLO);
    }

    private Promise<HttpResponse> echo(HttpRequest request) {
        return request.loadBody().then(_ -> answer(BYTES).withBody(request.takeBody()).toPromise());
    }

    private Promise<HttpResponse> send(HttpHeaderValue type, byte[] body) {
        return answer(type).withBody(body).toPromise();
    }

    private Promise<HttpResponse> stream() {
        var pieces = Collections.nCopies(Cases.PIECES, Cases.PIECE).stream();
        return answer(BYTES)
                .withBodyStream(ChannelSuppliers.ofStream(pieces.map(ByteBuf::wrapForReading)))
                .toPromise();
    }

    private HttpResponse.Builder answer(HttpHeaderValue type) {
        return HttpResponse.ok200()
                .withHeader(HttpHeaders.CONTENT_TYPE, type)
                .withHeader(HttpHeaders.SERVER, SERVER)
                .withHeader(HttpHeaders.DATE, date);
    }

    private static HttpHeaderValue header(String value) {
        return HttpHeaderValue.ofBytes(value.getBytes(StandardCharsets.US_ASCII));
    }
}
