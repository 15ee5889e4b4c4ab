import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/// Jetty: handlers on virtual threads, a selector for each loop.
final class JettyPeer {
    private static final HttpField TEXT =
            new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, Cases.TEXT_TYPE);
    private static final HttpField JSON =
            new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, Cases.JSON_TYPE);
    private static final HttpField BYTES =
            new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, Cases.BYTES_TYPE);
    // Small ones on the heap, which Jetty writes together with the head.
    private static final ByteBuffer HELLO = ByteBuffer.wrap(Cases.HELLO);
    private static final ByteBuffer PIECE = ByteBuffer.wrap(Cases.PIECE);
    private static final Map<String, ByteBuffer> DOWNLOADS = Cases.directDownloads();
    private static final Set<Session> group = ConcurrentHashMap.newKeySet();

    private JettyPeer() {}

    public static void main(String[] arguments) throws Exception {
        var options = Cases.Options.of(arguments);
        var threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var server = new Server(threads);
        var connector = connector(server, options);
        connector.setHost("127.0.0.1");
        connector.setPort(options.port());
        connector.setAcceptQueueSize(4096);
        connector.setAcceptedTcpNoDelay(true);
        connector.setIdleTimeout(Duration.ofHours(1).toMillis());
        server.addConnector(connector);
        var webSockets = WebSocketUpgradeHandler.from(server, JettyPeer::map);
        webSockets.setHandler(new Http());
        server.setHandler(webSockets);
        server.start();
    }

    private static ServerConnector connector(Server server, Cases.Options options)
            throws Exception {
        var http = new HttpConnectionFactory(new HttpConfiguration());
        if (!options.tls()) {
            return new ServerConnector(server, 1, options.loops(), http);
        }
        var tls = new SslContextFactory.Server();
        tls.setSslContext(options.sslContext());
        return new ServerConnector(
                server, 1, options.loops(), new SslConnectionFactory(tls, "http/1.1"), http);
    }

    private static void map(ServerWebSocketContainer container) {
        container.setIdleTimeout(Duration.ZERO);
        container.addMapping("/", (_, response, _) -> uncompressed(response, new Echo()));
        container.addMapping("/fanout", (_, response, _) -> uncompressed(response, new FanOut()));
    }

    private static Session.Listener uncompressed(
            ServerUpgradeResponse response, Session.Listener listener) {
        response.setExtensions(List.of());
        return listener;
    }

    private static final class Http extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws Exception {
            String path = Request.getPathInContext(request);
            switch (path) {
                case "/json" ->
                        send(response, JSON, StandardCharsets.UTF_8.encode(Cases.JSON), callback);
                case "/echo" ->
                        send(response, BYTES, Content.Source.asByteBuffer(request), callback);
                case "/stream" -> stream(response, callback);
                case "/upload" -> {
                    Content.Source.consumeAll(request);
                    hello(response, callback);
                }
                case "/" -> hello(response, callback);
                default -> {
                    return sendOrHold(path, response, callback);
                }
            }
            return true;
        }

        /// @return whether it is one of those paths; if not, Jetty says 404
        private static boolean sendOrHold(String path, Response response, Callback callback) {
            ByteBuffer download = DOWNLOADS.get(path);
            if (download != null) {
                send(response, BYTES, download.slice(), callback);
            } else if (Cases.hold(path)) {
                hello(response, callback);
            } else {
                return false;
            }
            return true;
        }

        private static void hello(Response response, Callback callback) {
            send(response, TEXT, HELLO.slice(), callback);
        }

        private static void send(
                Response response, HttpField type, ByteBuffer body, Callback callback) {
            response.getHeaders().put(type);
            response.write(true, body, callback);
        }

        private static void stream(Response response, Callback callback) throws Exception {
            response.getHeaders().put(BYTES);
            for (int i = 0; i < Cases.PIECES; i++) {
                Content.Sink.write(response, false, PIECE.slice());
            }
            response.write(true, null, callback);
        }
    }

    /// Found by Jetty by reflection, so public.
    public static final class Echo implements Session.Listener.AutoDemanding {
        private Session session;

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
        }

        @Override
        public void onWebSocketText(String text) {
            session.sendText(text, org.eclipse.jetty.websocket.api.Callback.NOOP);
        }
    }

    /// Found by Jetty by reflection, so public.
    public static final class FanOut implements Session.Listener.AutoDemanding {
        private Session session;

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
            group.add(opened);
        }

        @Override
        public void onWebSocketText(String text) {
            for (Session member : group) {
                member.sendText(text, org.eclipse.jetty.websocket.api.Callback.NOOP);
            }
        }

        @Override
        public void onWebSocketClose(int status, String reason) {
            group.remove(session);
        }
    }
}
