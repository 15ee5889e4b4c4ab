import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.xnio.Options;

/// Undertow: what does not block runs on the I/O threads, what does on its workers.
final class UndertowPeer {
    private static final int IDLE_MILLIS = 3_600_000;
    private static final ByteBuffer HELLO = Cases.direct(Cases.HELLO);
    private static final Set<WebSocketChannel> group = ConcurrentHashMap.newKeySet();

    private UndertowPeer() {}

    public static void main(String[] arguments) throws Exception {
        var options = Cases.Options.of(arguments);
        var server =
                Undertow.builder()
                        .setIoThreads(options.loops())
                        .setSocketOption(Options.BACKLOG, 4096)
                        .setSocketOption(Options.TCP_NODELAY, true)
                        .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
                        .setHandler(routes());
        if (options.tls()) {
            server.addHttpsListener(options.port(), "127.0.0.1", options.sslContext());
        } else {
            server.addHttpListener(options.port(), "127.0.0.1");
        }
        server.build().start();
    }

    private static HttpHandler routes() {
        HttpHandler hello = UndertowPeer::hello;
        var paths =
                Handlers.path()
                        .addExactPath("/", webSocketOr(hello, new Echo()))
                        .addExactPath("/fanout", webSocketOr(hello, new FanOut()))
                        .addExactPath("/json", UndertowPeer::json)
                        .addExactPath("/echo", UndertowPeer::echo)
                        .addExactPath("/upload", UndertowPeer::upload)
                        .addExactPath("/stream", new BlockingHandler(UndertowPeer::stream))
                        .addPrefixPath("/", new BlockingHandler(UndertowPeer::hold));
        Cases.directDownloads()
                .forEach(
                        (path, bytes) ->
                                paths.addExactPath(
                                        path,
                                        exchange ->
                                                send(
                                                        exchange,
                                                        Cases.BYTES_TYPE,
                                                        bytes.duplicate())));
        return Handlers.header(paths, Headers.SERVER_STRING, "undertow");
    }

    private static HttpHandler webSocketOr(HttpHandler http, Listener listener) {
        return Handlers.websocket(
                (_, channel) -> {
                    listener.opened(channel);
                    channel.getReceiveSetter().set(listener);
                    channel.resumeReceives();
                },
                http);
    }

    private static void hold(HttpServerExchange exchange) {
        if (Cases.hold(exchange.getRequestPath())) {
            hello(exchange);
        } else {
            exchange.setStatusCode(StatusCodes.NOT_FOUND);
        }
    }

    private static void hello(HttpServerExchange exchange) {
        send(exchange, Cases.TEXT_TYPE, HELLO.duplicate());
    }

    private static void json(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, Cases.JSON_TYPE);
        exchange.getResponseSender().send(Cases.JSON);
    }

    private static void send(HttpServerExchange exchange, String type, ByteBuffer body) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
        exchange.getResponseSender().send(body);
    }

    private static void echo(HttpServerExchange exchange) {
        exchange.getRequestReceiver()
                .receiveFullBytes((e, body) -> send(e, Cases.BYTES_TYPE, ByteBuffer.wrap(body)));
    }

    private static void upload(HttpServerExchange exchange) {
        exchange.getRequestReceiver()
                .receivePartialBytes(
                        (e, _, last) -> {
                            if (last) {
                                hello(e);
                            }
                        });
    }

    private static void stream(HttpServerExchange exchange) throws IOException {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, Cases.BYTES_TYPE);
        OutputStream out = exchange.getOutputStream();
        for (int i = 0; i < Cases.PIECES; i++) {
            out.write(Cases.PIECE);
            out.flush();
        }
        out.close();
    }

    private abstract static class Listener extends AbstractReceiveListener {
        void opened(WebSocketChannel channel) {}
    }

    private static final class Echo extends Listener {
        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            WebSockets.sendText(message.getData(), channel, null);
        }
    }

    private static final class FanOut extends Listener {
        @Override
        void opened(WebSocketChannel channel) {
            group.add(channel);
            channel.addCloseTask(group::remove);
        }

        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            ByteBuffer text = StandardCharsets.UTF_8.encode(message.getData());
            group.forEach(member -> WebSockets.sendText(text.duplicate(), member, null));
        }
    }
}
