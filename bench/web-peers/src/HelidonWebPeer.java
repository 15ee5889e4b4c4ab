import io.helidon.common.parameters.Parameters;
import io.helidon.http.media.multipart.MultiPart;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.staticcontent.FileSystemHandlerConfig;
import io.helidon.webserver.staticcontent.StaticContentFeature;
import java.io.IOException;
import java.io.InputStream;

/// Helidon SE with its routing and Jackson: a virtual thread for each connection. HTTP/1 as in its
/// entry of TechEmpower's benchmarks: no log of each message, request fields and paths not validated.
final class HelidonWebPeer {
    private HelidonWebPeer() {}

    public static void main(String[] arguments) {
        var options = WebCases.Options.of(arguments);
        WebServer.builder()
                .host("127.0.0.1")
                .port(options.port())
                .backlog(4096)
                .connectionOptions(socket -> socket.tcpNoDelay(true))
                .addProtocol(
                        Http1Config.builder()
                                .validateRequestHeaders(false)
                                .validatePath(false)
                                .receiveLog(false)
                                .sendLog(false)
                                .build())
                .routing(routing -> route(routing, options))
                .build()
                .start();
    }

    private static void route(HttpRouting.Builder routing, WebCases.Options options) {
        Handler hello = (_, response) -> response.send(WebCases.HELLO);
        routing.get("/json", (_, response) -> response.send(WebCases.ACCOUNT))
                .post("/json", HelidonWebPeer::name)
                .post("/form", HelidonWebPeer::city)
                .post("/multipart", HelidonWebPeer::size)
                .register(
                        "/static",
                        StaticContentFeature.createService(
                                FileSystemHandlerConfig.builder()
                                        .location(options.files())
                                        .build()));
        for (int i = 0; i < WebCases.ROUTES; i++) {
            if (i == WebCases.ROUTES / 2) {
                routing.get("/", hello).get("/users/{id}/posts/{post}", HelidonWebPeer::post);
            }
            routing.get("/r" + i + "/{id}", hello);
        }
    }

    private static void post(ServerRequest request, ServerResponse response) {
        var path = request.path().pathParameters();
        response.send("user " + path.get("id") + ", post " + path.get("post"));
    }

    private static void name(ServerRequest request, ServerResponse response) {
        response.send(request.content().as(WebCases.Account.class).name());
    }

    private static void city(ServerRequest request, ServerResponse response) {
        response.send(request.content().as(Parameters.class).get("city"));
    }

    /// The parts come as streams, and nobody keeps them.
    private static void size(ServerRequest request, ServerResponse response) throws IOException {
        long size = 0;
        var buffer = new byte[64 * 1024];
        var parts = request.content().as(MultiPart.class);
        while (parts.hasNext()) {
            try (InputStream body = parts.next().inputStream()) {
                for (int count; (count = body.read(buffer)) >= 0; ) {
                    size += count;
                }
            }
        }
        response.send(String.valueOf(size));
    }
}
