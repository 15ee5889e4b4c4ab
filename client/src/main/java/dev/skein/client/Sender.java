package dev.skein.client;

import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import dev.skein.http.LocalProtocolException;
import dev.skein.http.Url;
import dev.skein.http.coding.ContentCoding;
import dev.skein.http.coding.ContentCodingException;
import dev.skein.http.coding.ContentCodings;
import dev.skein.http.coding.ContentDecoder;
import dev.skein.http.coding.ContentEncoder;
import dev.skein.http.http1.RequestWriter;
import dev.skein.http.http1.ResponseHead;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sends one request over one connection, and once more where the [RetryPolicy] says so.
final class Sender {
    private static final byte[] NOTHING = {};

    private final ClientSession session;
    private final Connections connections;
    private final Fields fields;
    private final @Nullable ProxyEnvironment environment;

    Sender(ClientSession session, Connections connections) {
        this.session = session;
        this.connections = connections;
        this.fields = new Fields(session);
        this.environment = session.options().trustEnvironment() ? ProxyEnvironment.system() : null;
    }

    /// @param initiator the URL that the caller asked for, before redirects
    ClientResponse send(Call call, ClientRequest request, Url initiator)
            throws ClientException, InterruptedException {
        return send(call, request, initiator, null);
    }

    /// @param upgrade what is to be made of a 101; null for a request that asks for none
    ClientResponse send(Call call, ClientRequest request, Url initiator, @Nullable Upgrade upgrade)
            throws ClientException, InterruptedException {
        RetryPolicy policy = request.options().retry();
        boolean repeatable =
                policy.methods().contains(request.method()) && request.body().isReplayable();
        int attempts = repeatable ? policy.attempts() : 1;
        for (int attempt = 1; ; attempt++) {
            Attempt now = new Attempt();
            try {
                ClientResponse response = attempt(call, request, initiator, now, upgrade);
                if (attempt == attempts || !policy.statuses().contains(response.status())) {
                    return response;
                }
                Duration wait = Backoff.after(response, policy, attempt);
                if (!call.hasTimeFor(wait)) {
                    return response;
                }
                response.discard();
                session.loop().sleep(wait);
            } catch (ServerDisconnectedException | ConnectionException e) {
                if (attempt == attempts || !now.mayBeRepeated(policy)) {
                    throw e;
                }
                if (attempt > 1) {
                    Duration wait = Backoff.after(policy, attempt);
                    if (!call.hasTimeFor(wait)) {
                        throw e;
                    }
                    session.loop().sleep(wait);
                }
            }
            int again = attempt + 1;
            call.trace(request.info(), stamp -> new TraceEvent.Retried(stamp, again));
        }
    }

    /// What is known of one attempt when it fails.
    private static final class Attempt {
        private boolean reused;
        private @Nullable Http1Connection connection;

        boolean mayBeRepeated(RetryPolicy policy) {
            boolean untouched = connection == null || connection.isUntouched();
            return untouched && (reused || policy.freshConnections());
        }
    }

    private ClientResponse attempt(
            Call call,
            ClientRequest request,
            Url initiator,
            Attempt attempt,
            @Nullable Upgrade upgrade)
            throws ClientException, InterruptedException {
        RequestInfo info = request.info();
        Proxy proxy = proxy(request);
        Route route = route(request, proxy);
        EventLoop home = session.loop();
        PoolTicket<Http1Connection> ticket = connections.acquire(call, info, route, home);
        attempt.reused = ticket.state() == PoolTicket.State.REUSE;
        attempt.connection = ticket.connection();
        Exchange exchange = new Exchange(call, info, ticket, upgrade);
        boolean begun = false;
        try {
            Proxy asked = exchange.connection.route.askedProxy();
            Outgoing outgoing = outgoing(exchange, request, asked, initiator);
            begun = true;
            exchange.connection.begin(exchange, outgoing);
        } finally {
            if (!begun) {
                connections.release(ticket, true);
            }
        }
        boolean answered = false;
        try {
            ClientResponse response = response(call, request, exchange);
            answered = true;
            return response;
        } finally {
            if (!answered) {
                exchange.giveUp("the request was given up");
            }
        }
    }

    private ClientResponse response(Call call, ClientRequest request, Exchange exchange)
            throws ClientException, InterruptedException {
        ResponseHead head = exchange.awaitHead();
        call.traceAt(
                exchange.request,
                exchange.headAt(),
                stamp -> new TraceEvent.HeadReceived(stamp, head.status(), head.headers()));
        if (head.headers().contains("set-cookie")) {
            session.cookies().receive(request.url(), head.headers());
        }
        ResponseBody body =
                new ResponseBody(exchange, decoder(exchange, request, head), head.bodyLength());
        return new ClientResponse(request, head, exchange, body, List.of());
    }

    private static @Nullable ContentDecoder decoder(
            Exchange exchange, ClientRequest request, ResponseHead head) throws ClientException {
        if (!request.options().decode()
                || head.bodyLength() == 0
                || !head.headers().contains("content-encoding")) {
            return null;
        }
        try {
            return ContentCodings.installed().decoder(codings(head));
        } catch (ContentCodingException e) {
            throw new ContentException(exchange.request, String.valueOf(e.getMessage()), e);
        }
    }

    /// The members of all `content-encoding` lines, empty ones left out (RFC 9110 §5.6.1.2).
    private static List<String> codings(ResponseHead head) {
        return head.headers().getAll("content-encoding").stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private Route route(ClientRequest request, @Nullable Proxy proxy) {
        Url url = request.url();
        Route route =
                new Route(
                        url.isSecure(),
                        url.host(),
                        url.port(),
                        request.options().tls(),
                        null,
                        proxy,
                        session.options().connect().unixSocket());
        // RFC 6455 §4.1: through a proxy a WebSocket goes in a tunnel, also without TLS.
        return url.scheme().startsWith("ws") ? route.tunnelled() : route;
    }

    private @Nullable Proxy proxy(ClientRequest request) {
        Proxy own = request.options().proxy();
        return own != null || environment == null ? own : environment.proxyFor(request.url());
    }

    // ---- the request in bytes

    private Outgoing outgoing(
            Exchange exchange, ClientRequest request, @Nullable Proxy proxy, Url initiator)
            throws ClientException {
        try {
            Headers headers = fields.of(request, proxy, initiator, exchange.connection);
            String target = target(request.url(), proxy);
            ContentEncoder encoder = encoder(request);
            Outgoing outgoing = outgoing(exchange, request, target, headers, encoder);
            exchange.call.trace(
                    exchange.request, stamp -> new TraceEvent.HeadersSent(stamp, headers));
            return outgoing;
        } catch (LocalProtocolException e) {
            throw new IllegalArgumentException(exchange.request + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new RequestBodyException(
                    exchange.request, "the body cannot be sent: " + e.getMessage(), e);
        }
    }

    /// RFC 9112 §3.2.2: "When making a request to a proxy, other than a CONNECT or server-wide OPTIONS request (as detailed
    /// below), a client MUST send the target URI in "absolute-form" as the request-target."
    private static String target(Url url, @Nullable Proxy proxy) {
        return proxy != null
                ? "http://" + url.authority() + url.requestTarget()
                : url.requestTarget();
    }

    private static @Nullable ContentEncoder encoder(ClientRequest request) {
        String name = request.options().compress();
        if (name == null || !request.hasContent()) {
            return null;
        }
        ContentCoding coding = ContentCodings.installed().find(name);
        if (coding == null) {
            throw new IllegalArgumentException(
                    "expected a content coding that is installed, one of "
                            + ContentCodings.installed().names()
                            + ", came "
                            + name);
        }
        return coding.encoder();
    }

    private static Outgoing outgoing(
            Exchange exchange,
            ClientRequest request,
            String target,
            Headers headers,
            @Nullable ContentEncoder encoder)
            throws LocalProtocolException, IOException {
        RequestWriter writer = new RequestWriter();
        ByteSink start = new ByteSink(512);
        RequestBody body = request.body();
        long length = encoder == null ? body.length() : -1;
        writer.head(start, request.method(), target, headers, length);
        boolean atOnce = body instanceof BytesBody && encoder == null && !expects(request);
        if (!atOnce) {
            Upload upload = new Upload(exchange, body, length, writer, encoder);
            return new Outgoing(start, NOTHING, upload);
        }
        byte[] bytes = ((BytesBody) body).bytes();
        byte[] more = NOTHING;
        if (bytes.length > 0) {
            writer.beforeData(start, bytes.length);
            more = bytes.length > Transport.COPIED ? bytes : NOTHING;
            if (more.length == 0) {
                start.put(bytes);
            }
            exchange.call.sent(exchange.request, bytes.length, bytes.length, length);
        }
        writer.end(start, Headers.EMPTY);
        return new Outgoing(start, more, null);
    }

    /// Whether the body waits for consent.
    static boolean expects(ClientRequest request) {
        return request.options().expectContinue() && request.hasContent();
    }
}
