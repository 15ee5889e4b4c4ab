package dev.skein.client;

import dev.skein.http.Escapes;
import dev.skein.http.Url;
import dev.skein.http.websocket.WebSocketScratch;
import dev.skein.loop.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Opens the WebSockets of a session, and knows those that are open. Thread-safe.
final class WebSocketClient {
    private static final int GOING_AWAY = 1001;

    /// How long closing the session waits for the closing handshakes.
    private static final long CLOSE_SECONDS = 5;

    /// How much of an answer is shown that is no WebSocket.
    private static final int MOST_SHOWN = 200;

    private final ClientSession session;
    private final Sender sender;
    private final ClientWebSocketMasks masks = new ClientWebSocketMasks();
    private final Set<ClientWebSocketProtocol> open = ConcurrentHashMap.newKeySet();
    private final Map<EventLoop, WebSocketScratch> incoming =
            Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<EventLoop, WebSocketScratch> outgoing =
            Collections.synchronizedMap(new WeakHashMap<>());

    WebSocketClient(ClientSession session, Sender sender) {
        this.session = session;
        this.sender = sender;
    }

    // ---- for its sockets

    ClientWebSocketMasks masks() {
        return masks;
    }

    /// What the parsers of a loop share.
    WebSocketScratch incoming(EventLoop loop) {
        return incoming.computeIfAbsent(loop, _ -> new WebSocketScratch());
    }

    /// What the writers of the sockets on a loop share: to be locked, because they work on their callers' threads.
    WebSocketScratch outgoing(EventLoop loop) {
        return outgoing.computeIfAbsent(loop, _ -> new WebSocketScratch());
    }

    void opened(ClientWebSocketProtocol socket) {
        open.add(socket);
        if (session.isClosed()) {
            socket.close(GOING_AWAY, "");
        }
    }

    void gone(ClientWebSocketProtocol socket) {
        open.remove(socket);
    }

    // ---- opening

    /// Opens a WebSocket.
    ClientWebSocket open(ClientRequest request, ClientWebSocketOptions options)
            throws ClientException, InterruptedException {
        ClientRequest first = prepared(request, request.url());
        Call call = new Call(first.options(), session.options().traces());
        call.trace(first.info(), stamp -> new TraceEvent.Started(stamp, first.headers()));
        try {
            ClientWebSocketProtocol socket = follow(call, first, options);
            call.trace(socket.request(), stamp -> new TraceEvent.Ended(stamp, 101));
            return new ClientWebSocket(socket);
        } catch (ClientException | InterruptedException | RuntimeException e) {
            call.trace(first.info(), stamp -> new TraceEvent.Failed(stamp, e));
            throw e;
        }
    }

    /// What has no meaning for a handshake is left out. The scheme makes it a WebSocket's, which goes through proxies in a tunnel.
    private static ClientRequest prepared(ClientRequest request, Url url) {
        RequestOptions options =
                request.options().withDecode(false).withExpectContinue(false).withCompress(null);
        return request.withOptions(options).withUrl(url.withScheme(url.isSecure() ? "wss" : "ws"));
    }

    private ClientWebSocketProtocol follow(
            Call call, ClientRequest first, ClientWebSocketOptions options)
            throws ClientException, InterruptedException {
        List<ClientResponse> history = new ArrayList<>();
        ClientRequest request = first;
        while (true) {
            ClientWebSocketUpgrade upgrade =
                    new ClientWebSocketUpgrade(this, options, call, request);
            ClientResponse response = upgrade.send(sender, first.url());
            ClientWebSocketProtocol socket = upgrade.socket();
            if (socket != null) {
                return socket;
            }
            ClientRequest next = redirected(call, request, response, history);
            history.add(response);
            request = next;
        }
    }

    private static ClientRequest redirected(
            Call call, ClientRequest request, ClientResponse response, List<ClientResponse> history)
            throws ClientException {
        try (response) {
            ClientRequest next = Redirects.next(asHttp(request, response), response, history);
            if (next == null) {
                throw refused(request, response);
            }
            response.discard();
            String location = next.url().withoutSecrets();
            call.trace(
                    request.info(),
                    stamp -> new TraceEvent.Redirected(stamp, response.status(), location));
            return prepared(next, next.url());
        }
    }

    /// For the question whether a redirect stays where it is: servers name http, seldom ws.
    private static ClientRequest asHttp(ClientRequest request, ClientResponse response) {
        String location = response.headers().get("location");
        return location == null || location.startsWith("ws")
                ? request
                : request.withUrl(
                        request.url().withScheme(request.url().isSecure() ? "https" : "http"));
    }

    private static WebSocketHandshakeException refused(
            ClientRequest request, ClientResponse response) {
        String text = response.status() >= 400 ? beginning(response) : "";
        return new WebSocketHandshakeException(
                request.info(),
                response.status(),
                response.headers(),
                "expected status 101 for a WebSocket, came "
                        + response.status()
                        + " "
                        + Escapes.escape(response.reason(), MOST_SHOWN)
                        + (text.isEmpty() ? "" : ": " + text),
                null);
    }

    /// What the server says about an error.
    private static String beginning(ClientResponse response) {
        try {
            byte[] bytes = response.body().readNBytes(MOST_SHOWN + 1);
            response.discard();
            return Escapes.escape(bytes, MOST_SHOWN);
        } catch (IOException _) {
            return ""; // the status says enough
        }
    }

    // ---- closing

    /// Closes all sockets, and waits for the servers' answers, but not for long. An interrupted caller waits no more, and its
    /// interrupt status is set.
    void close() {
        List<ClientWebSocketProtocol> all = List.copyOf(open);
        all.forEach(socket -> socket.close(GOING_AWAY, ""));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        try {
            for (ClientWebSocketProtocol socket : all) {
                if (socket.loop().isRunning()) {
                    boolean _ =
                            socket.over().await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
