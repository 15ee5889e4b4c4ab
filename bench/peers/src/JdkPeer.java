import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/// The JDK's `HttpServer`, a virtual thread for each exchange; also robaho's, which implements the same interface.
///
/// Which of the two runs is said by the property `com.sun.net.httpserver.HttpServerProvider`.
final class JdkPeer {
    private JdkPeer() {}

    public static void main(String[] arguments) throws Exception {
        var options = Cases.Options.of(arguments);
        var address = new InetSocketAddress("127.0.0.1", options.port());
        HttpServer server =
                options.tls() ? secure(address, options) : HttpServer.create(address, 4096);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", JdkPeer::answer);
        server.start();
    }

    private static HttpServer secure(InetSocketAddress address, Cases.Options options)
            throws Exception {
        HttpsServer server = HttpsServer.create(address, 4096);
        server.setHttpsConfigurator(new HttpsConfigurator(options.sslContext()));
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if ("close".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Connection"))) {
                exchange.getResponseHeaders()
                        .set("Connection", "close"); // it closes, but would not say so
            }
            String path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/json" ->
                        send(
                                exchange,
                                Cases.JSON_TYPE,
                                Cases.JSON.getBytes(StandardCharsets.UTF_8));
                case "/echo" ->
                        send(exchange, Cases.BYTES_TYPE, exchange.getRequestBody().readAllBytes());
                case "/stream" -> stream(exchange);
                case "/upload" -> {
                    drain(exchange.getRequestBody());
                    send(exchange, Cases.TEXT_TYPE, Cases.HELLO);
                }
                case "/" -> send(exchange, Cases.TEXT_TYPE, Cases.HELLO);
                default -> sendOrHold(exchange, path);
            }
        }
    }

    private static void sendOrHold(HttpExchange exchange, String path) throws IOException {
        byte[] download = Cases.DOWNLOADS.get(path);
        if (download != null) {
            send(exchange, Cases.BYTES_TYPE, download);
        } else if (Cases.hold(path)) {
            send(exchange, Cases.TEXT_TYPE, Cases.HELLO);
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
    }

    private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Server", "jdk");
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", Cases.BYTES_TYPE);
        exchange.getResponseHeaders().set("Server", "jdk");
        exchange.sendResponseHeaders(200, 0); // 0: in chunks
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < Cases.PIECES; i++) {
                out.write(Cases.PIECE);
                out.flush();
            }
        }
    }

    private static void drain(InputStream body) throws IOException {
        var buffer = new byte[64 * 1024];
        while (body.read(buffer) >= 0) {
            // Nothing is kept.
        }
    }
}
