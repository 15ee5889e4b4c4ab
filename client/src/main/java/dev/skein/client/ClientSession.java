package dev.skein.client;

import dev.skein.client.cookie.CookieJar;
import dev.skein.http.Escapes;
import dev.skein.http.Headers;
import dev.skein.http.Url;
import dev.skein.http.UrlException;
import dev.skein.loop.EventLoop;
import dev.skein.loop.LoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An HTTP client with its connections and cookies. Create one, share it, close it.
///
/// ```java
/// try (var session = ClientSession.create()) {
///     var response = session.get("https://example.com/").header("accept", "text/html").send();
///     IO.println(response.text());
/// }
/// ```
///
/// **Threads.** Everything may be called from any thread, and waits as an ordinary blocking call. What a task of an [EventLoop]
/// does stays on that loop, connections included, as long as the pool's limits leave a choice. For callers on no loop the session
/// runs loops of its own, from the first time they are needed.
public final class ClientSession implements AutoCloseable {
    private final ClientOptions options;
    private final CookieJar cookies;
    private final Dialer dialer;
    private final Connections connections;
    private final Sender sender;
    private final WebSocketClient webSockets;
    private final @Nullable Netrc netrc;
    private @Nullable LoopGroup loops;
    private volatile boolean closed;

    private ClientSession(ClientOptions options) throws IOException {
        CookieJar jar = options.cookies();
        this.options = options;
        this.cookies = jar == null ? CookieJar.create() : jar;
        this.dialer = new Dialer(options.connect(), options.request().tls());
        this.connections = new Connections(options.pool(), dialer);
        this.sender = new Sender(this, connections);
        this.webSockets = new WebSocketClient(this, sender);
        this.netrc = options.trustEnvironment() ? Netrc.find() : null;
    }

    /// A session with the default options.
    public static ClientSession create() {
        return create(ClientOptions.defaults());
    }

    /// A session. Nothing is opened yet.
    ///
    /// @throws java.io.UncheckedIOException if [ClientOptions#trustEnvironment()] is on and the netrc file cannot be read
    public static ClientSession create(ClientOptions options) {
        try {
            return new ClientSession(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The options it was made with.
    public ClientOptions options() {
        return options;
    }

    /// The cookies received so far.
    public CookieJar cookies() {
        return cookies;
    }

    /// A request with any method but CONNECT.
    ///
    /// @param url absolute, or relative to [ClientOptions#baseUrl()]
    /// @throws IllegalArgumentException if the method is no token, or CONNECT
    public RequestBuilder request(String method, String url) {
        return new RequestBuilder(this, method, url);
    }

    /// GET (RFC 9110 §9.3.1).
    public RequestBuilder get(String url) {
        return request("GET", url);
    }

    /// HEAD (RFC 9110 §9.3.2); redirects are not followed unless asked for.
    public RequestBuilder head(String url) {
        return request("HEAD", url);
    }

    /// POST (RFC 9110 §9.3.3).
    public RequestBuilder post(String url) {
        return request("POST", url);
    }

    /// PUT (RFC 9110 §9.3.4).
    public RequestBuilder put(String url) {
        return request("PUT", url);
    }

    /// PATCH (RFC 5789).
    public RequestBuilder patch(String url) {
        return request("PATCH", url);
    }

    /// DELETE (RFC 9110 §9.3.5).
    public RequestBuilder delete(String url) {
        return request("DELETE", url);
    }

    /// OPTIONS (RFC 9110 §9.3.7).
    public RequestBuilder options(String url) {
        return request("OPTIONS", url);
    }

    /// Opens a WebSocket (RFC 6455) with the default options; see [#webSocket(String, ClientWebSocketOptions)].
    public ClientWebSocket webSocket(String url) throws ClientException, InterruptedException {
        return webSocket(url, ClientWebSocketOptions.defaults());
    }

    /// Opens a WebSocket, and waits until the server has agreed to it. Cookies, passwords, proxies and redirects are those of other
    /// requests. While it is open it takes one of the pool's places ([PoolOptions#total()]).
    ///
    /// @param url of scheme ws, wss, http or https, or relative to [ClientOptions#baseUrl()]
    /// @throws WebSocketHandshakeException if the server does not agree
    /// @throws ClientException for what else keeps it from being opened
    /// @throws InterruptedException if the caller is interrupted; nothing stays open then
    /// @throws IllegalStateException if the session is closed
    public ClientWebSocket webSocket(String url, ClientWebSocketOptions options)
            throws ClientException, InterruptedException {
        requireOpen();
        RequestBuilder request = get(url).headers(options.headers());
        RequestOptions own = options.request();
        return webSockets.open(build(own == null ? request : request.options(own)), options);
    }

    /// Whether it is closed.
    public boolean isClosed() {
        return closed;
    }

    /// How many connections are open.
    public int openConnections() {
        return connections.size();
    }

    /// Forgets the addresses of all hosts; connections stay open. Lookups that are under way are not remembered.
    public void clearDnsCache() {
        dialer.dns().clear();
    }

    /// Forgets the addresses of a host.
    public void clearDnsCache(String host) {
        dialer.dns().clear(host);
    }

    /// Closes all connections, WebSockets with code 1001, and waits until they are closed. Calls under way fail. May be called again.
    ///
    /// @throws IllegalStateException if the caller runs on a loop of the session's own
    @Override
    public void close() {
        closed = true;
        webSockets.close();
        try {
            connections.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        LoopGroup own;
        synchronized (this) {
            own = loops;
            loops = null;
        }
        if (own != null) {
            own.close();
        }
    }

    // ---- sending

    ClientResponse send(RequestBuilder builder) throws IOException, InterruptedException {
        requireOpen();
        ClientRequest request = build(builder);
        Call call = new Call(request.options(), options.traces());
        if (call.isTraced()) {
            call.trace(request.info(), stamp -> new TraceEvent.Started(stamp, request.headers()));
        }
        try {
            ClientResponse response = follow(call, request);
            if (call.isTraced()) {
                traceEnd(call, response);
            }
            return request.options().raiseForStatus() ? response.raiseForStatus() : response;
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (call.isTraced()) {
                call.trace(request.info(), stamp -> new TraceEvent.Failed(stamp, e));
            }
            throw e;
        }
    }

    private static void traceEnd(Call call, ClientResponse response) {
        try {
            call.trace(
                    response.request().info(),
                    stamp -> new TraceEvent.Ended(stamp, response.status()));
        } catch (RuntimeException e) {
            response.close();
            throw e;
        }
    }

    /// Sends the request, and what its redirects ask for.
    private ClientResponse follow(Call call, ClientRequest first)
            throws IOException, InterruptedException {
        List<ClientResponse> history = List.of();
        ClientRequest request = first;
        while (true) {
            ClientResponse response = around(call, request, first.url());
            ClientRequest next;
            try {
                next = Redirects.next(request, response, history);
            } catch (ClientException e) {
                response.close();
                throw e;
            }
            if (next == null) {
                return response.withHistory(history);
            }
            response.discard();
            if (call.isTraced()) {
                String location = next.url().withoutSecrets();
                call.trace(
                        request.info(),
                        stamp -> new TraceEvent.Redirected(stamp, response.status(), location));
            }
            history = history.isEmpty() ? new ArrayList<>() : history;
            history.add(response);
            request = next;
        }
    }

    /// Sends one request through the middlewares.
    private ClientResponse around(Call call, ClientRequest request, Url initiator)
            throws IOException, InterruptedException {
        List<ClientMiddleware> middlewares = request.options().middlewares();
        return middlewares.isEmpty()
                ? sender.send(call, request, initiator)
                : next(call, initiator, middlewares, 0).send(request);
    }

    private ClientMiddleware.Next next(
            Call call, Url initiator, List<ClientMiddleware> middlewares, int index) {
        if (index == middlewares.size()) {
            return request -> sender.send(call, request, initiator);
        }
        ClientMiddleware.Next within = next(call, initiator, middlewares, index + 1);
        return request -> middlewares.get(index).handle(request, within);
    }

    // ---- putting a request together

    private ClientRequest build(RequestBuilder builder) throws ClientException {
        Url url = url(builder);
        Headers headers = merged(options.headers(), builder.headers());
        ClientRequest request =
                new ClientRequest(
                        builder.method(),
                        url.withoutUserInfo(),
                        headers,
                        builder.body(),
                        builder.options());
        if (url.user() != null && headers.contains("authorization")) {
            throw new IllegalArgumentException(
                    "expected a password in the URL or in the authorization field, came both");
        }
        return Credentials.ofNetrc(Credentials.ofUrl(request, url), netrc);
    }

    private Url url(RequestBuilder builder) throws ClientException {
        try {
            Url base = options.baseUrl();
            Url url = base == null ? Url.parse(builder.url()) : base.resolve(builder.url());
            for (Map.Entry<String, String> parameter : builder.query()) {
                url = url.plusQuery(parameter.getKey(), parameter.getValue());
            }
            return url;
        } catch (UrlException e) {
            RequestInfo request =
                    new RequestInfo(builder.method(), Escapes.escape(builder.url(), 200));
            throw new InvalidUrlException(request, String.valueOf(e.getMessage()), e);
        }
    }

    /// The session's fields, but for those that the request has itself.
    private static Headers merged(Headers defaults, Headers own) {
        if (defaults.isEmpty()) {
            return own;
        }
        Headers rest = defaults;
        for (int i = 0; i < own.size(); i++) {
            rest = rest.without(own.name(i));
        }
        return rest.plusAll(own);
    }

    // ---- loops

    /// The loop where the caller's connections live.
    EventLoop loop() {
        EventLoop here = EventLoop.currentOrNull();
        return here == null ? ownLoops().next() : here;
    }

    private synchronized LoopGroup ownLoops() {
        requireOpen();
        LoopGroup own = loops;
        if (own == null) {
            own = LoopGroup.start(options.loops(), options.loopOptions());
            loops = own;
        }
        return own;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("expected an open session, this one is closed");
        }
    }
}
