import io.activej.bytebuf.ByteBuf;
import io.activej.csp.consumer.ChannelConsumers;
import io.activej.csp.supplier.ChannelSuppliers;
import io.activej.eventloop.Eventloop;
import io.activej.http.AsyncServlet;
import io.activej.http.HttpHeaders;
import io.activej.http.HttpResponse;
import io.activej.http.HttpServer;
import io.activej.http.RoutingServlet;
import io.activej.promise.Promise;
import io.activej.promise.Promises;
import io.activej.reactor.net.SocketSettings;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.Executors;

/// ActiveJ: one event loop, however many are asked for; handlers on it.
final class ActivejPeer {
    private static final byte[] TEXT_TYPE = Cases.TEXT_TYPE.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYTES_TYPE = Cases.BYTES_TYPE.getBytes(StandardCharsets.US_ASCII);

    private ActivejPeer() {}

    public static void main(String[] arguments) throws Exception {
        var options = Cases.Options.of(arguments);
        var loop = Eventloop.builder().withCurrentThread().build();
        var server =
                HttpServer.builder(loop, routes(loop))
                        .withSocketSettings(SocketSettings.builder().withTcpNoDelay(true).build());
        if (options.tls()) {
            server.withSslListenPort(
                    options.sslContext(), Executors.newSingleThreadExecutor(), options.port());
        } else {
            server.withListenPort(options.port());
        }
        server.build().listen();
        loop.run();
    }

    private static AsyncServlet routes(Eventloop loop) {
        var routes =
                RoutingServlet.builder(loop)
                        .with("/", _ -> hello())
                        .with("/json", _ -> HttpResponse.ok200().withJson(Cases.JSON).toPromise())
                        .with("/stream", _ -> stream())
                        .with(
                                "/upload",
                                request ->
                                        request.takeBodyStream()
                                                .streamTo(ChannelConsumers.recycling())
                                                .then(ActivejPeer::hello))
                        .with(
                                "/echo",
                                request -> request.loadBody().then(body -> bytes(body.asArray())))
                        .with(
                                "/spin",
                                _ -> {
                                    Cases.spin();
                                    return hello();
                                })
                        .with(
                                "/sleep",
                                _ -> Promises.delay(Cases.SLEEP_MILLIS).then(ActivejPeer::hello));
        Cases.DOWNLOADS.forEach((path, bytes) -> routes.with(path, _ -> bytes(bytes)));
        return routes.build();
    }

    private static Promise<HttpResponse> hello() {
        return HttpResponse.ok200()
                .withHeader(HttpHeaders.CONTENT_TYPE, TEXT_TYPE)
                .withBody(Cases.HELLO)
                .toPromise();
    }

    private static Promise<HttpResponse> bytes(byte[] body) {
        return HttpResponse.ok200()
                .withHeader(HttpHeaders.CONTENT_TYPE, BYTES_TYPE)
                .withBody(body)
                .toPromise();
    }

    private static Promise<HttpResponse> stream() {
        var pieces = Collections.nCopies(Cases.PIECES, Cases.PIECE).stream();
        return HttpResponse.ok200()
                .withHeader(HttpHeaders.CONTENT_TYPE, BYTES_TYPE)
                .withBodyStream(ChannelSuppliers.ofStream(pieces.map(ByteBuf::wrapForReading)))
                .toPromise();
    }
}
