package dev.skein.web;

import dev.skein.app.Channels;
import dev.skein.app.HttpDisconnect;
import dev.skein.app.HttpEarlyHints;
import dev.skein.app.HttpRequest;
import dev.skein.app.Message;
import dev.skein.app.TlsFacts;
import dev.skein.http.Headers;
import dev.skein.http.MediaType;
import dev.skein.http.Url;
import dev.skein.http.UrlEncoded;
import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import dev.skein.http.multipart.MultipartLimits;
import dev.skein.web.exception.FieldError;
import dev.skein.web.exception.HttpBadRequest;
import dev.skein.web.exception.HttpException;
import dev.skein.web.exception.HttpNotAcceptable;
import dev.skein.web.exception.HttpUnprocessableContent;
import dev.skein.web.exception.HttpUnsupportedMediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request on its way through an application. For the task that handles it.
///
/// What the client sent is read when it is asked for, and kept. What does not parse is answered for you: every method here may throw
/// a [dev.skein.web.exception.HttpException] that says what was expected.
public final class Request {
    /// What the copies of a request have in common.
    private static final class Shared {
        private long bodyLimit;
        private @Nullable RequestBody body;
        private byte @Nullable [] bytes;
        private @Nullable Form form;
        private @Nullable Map<RequestKey<?>, Object> values;
        private @Nullable List<AutoCloseable> resources;
        private @Nullable List<ResponseHook> responseHooks;
        private volatile @Nullable WebSocket webSocket;
        private @Nullable Request latest;
        private @Nullable Exception failure;

        Shared(long bodyLimit) {
            this.bodyLimit = bodyLimit;
        }
    }

    private final Application application;
    private final HttpRequest message;
    private final Channels channels;
    private final Match match;
    private final @Nullable List<String> offered;
    private final Shared shared;
    private @Nullable Parameters query;
    private @Nullable Map<String, String> cookies;

    /// @param offered the subprotocols, if it asks for a WebSocket
    Request(
            Application application,
            HttpRequest message,
            Channels channels,
            Match match,
            @Nullable List<String> offered,
            long bodyLimit) {
        this(application, message, channels, match, offered, new Shared(bodyLimit));
    }

    private Request(
            Application application,
            HttpRequest message,
            Channels channels,
            Match match,
            @Nullable List<String> offered,
            Shared shared) {
        this.application = application;
        this.message = message;
        this.channels = channels;
        this.match = match;
        this.offered = offered;
        this.shared = shared;
    }

    /// This with another head, for middlewares that know better, such as who the client behind a proxy is. The route stays, and so does
    /// the body, which both read together.
    public Request withMessage(HttpRequest other) {
        return new Request(application, other, channels, match, offered, shared).nowLatest();
    }

    /// This with channels of a middleware.
    public Request withChannels(Channels other) {
        return new Request(application, message, other, match, offered, shared).nowLatest();
    }

    private Request nowLatest() {
        shared.latest = this;
        return this;
    }

    /// The copy made last: what is done after the handler goes by what is known best.
    Request latest() {
        Request latest = shared.latest;
        return latest == null ? this : latest;
    }

    // ---- the head
    // -------------------------------------------------------------------------------------------------------------

    /// The method, as sent; methods have case.
    public String method() {
        return message.method();
    }

    /// `http` or `https`.
    public String scheme() {
        return isSecure() ? "https" : "http";
    }

    /// Whether the request came encrypted.
    public boolean isSecure() {
        return message.scheme().equals("https") || message.scheme().equals("wss");
    }

    /// `1.0` or `1.1`.
    public String httpVersion() {
        return message.httpVersion();
    }

    /// Host and port that the request is for, as the client names them: not to be believed without [Router#host]. Without any, our
    /// address.
    public String host() {
        String named = header("host");
        if (named != null && !named.isEmpty()) {
            return named;
        }
        return message.server() instanceof InetSocketAddress address
                ? authority(address)
                : "localhost";
    }

    private static String authority(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    /// The path, decoded. A `%2F` has become a slash: [#rawPath()] tells.
    public String path() {
        return message.path();
    }

    /// The path as sent.
    public String rawPath() {
        return message.rawPath();
    }

    /// What follows the `?`, as sent; empty without one.
    public String queryString() {
        return message.queryString();
    }

    /// The whole URL, as the client sees it.
    ///
    /// @throws HttpBadRequest if host or path make none
    public Url url() {
        String query = queryString().isEmpty() ? "" : "?" + queryString();
        try {
            return Url.parse(scheme() + "://" + host() + rawPath() + query);
        } catch (IllegalArgumentException e) {
            throw new HttpBadRequest("host and target make no URL: " + e.getMessage());
        }
    }

    /// The header fields.
    public Headers headers() {
        return message.headers();
    }

    /// The first field of that name, or null.
    public @Nullable String header(String name) {
        return message.headers().get(name);
    }

    /// The query, decoded.
    ///
    /// @throws HttpBadRequest if it has more than [UrlEncoded#MAX_PAIRS] pairs
    public Parameters query() {
        Parameters known = query;
        if (known == null) {
            known = parseQuery();
            query = known;
        }
        return known;
    }

    private Parameters parseQuery() {
        if (queryString().isEmpty()) {
            return Parameters.EMPTY;
        }
        try {
            return Parameters.of(UrlEncoded.parse(queryString()));
        } catch (IllegalArgumentException e) {
            throw new HttpBadRequest("query: " + e.getMessage());
        }
    }

    /// The first value of that name in the query, or null.
    public @Nullable String query(String name) {
        return query().get(name);
    }

    /// What the variables of the route's path stand for, decoded.
    public Parameters parameters() {
        return match.parameters();
    }

    /// What a variable of the route's path stands for, decoded.
    ///
    /// @throws IllegalStateException if the path has no such variable
    public String parameter(String name) {
        String value = match.parameters().get(name);
        if (value == null) {
            throw new IllegalStateException(
                    "expected a variable {" + name + "} in the route's path, got " + match.route());
        }
        return value;
    }

    /// The cookies: name to value. Of two of one name the first, which browsers take from the more exact path.
    public Map<String, String> cookies() {
        Map<String, String> known = cookies;
        if (known == null) {
            known = RequestCookies.parse(headers());
            cookies = known;
        }
        return known;
    }

    /// The value of a cookie, or null.
    public @Nullable String cookie(String name) {
        return cookies().get(name);
    }

    /// The type of the body, or null if there is none or it does not parse.
    public @Nullable MediaType contentType() {
        String value = header("content-type");
        return value == null ? null : MediaType.parseOrNull(value);
    }

    /// The peer's address: a proxy's, unless [dev.skein.web.middleware.ForwardedHeaders] knows better.
    public SocketAddress remote() {
        return message.client();
    }

    /// About the encryption, or null without it.
    public @Nullable TlsFacts tls() {
        return message.tls();
    }

    /// What came from the server.
    public HttpRequest message() {
        return message;
    }

    /// Where the answer goes. For middlewares and protocols of one's own: whoever sends there has to return [Body.Sent].
    public Channels channels() {
        return channels;
    }

    // ---- negotiation
    // ----------------------------------------------------------------------------------------------------------

    /// The media type among those offered that the client likes best (`accept`, RFC 9110 §12.5.1); of equals the first.
    ///
    /// @throws HttpNotAcceptable if it takes none of them
    public String negotiate(String... offered) {
        String best = Preferences.of(headers(), "accept").bestType(offered);
        if (best == null) {
            throw new HttpNotAcceptable("available: " + String.join(", ", offered));
        }
        return best;
    }

    /// The language among those offered that the client likes best (`accept-language`), or the first if it likes none.
    public String language(String... offered) {
        String best = Preferences.of(headers(), "accept-language").bestLanguage(offered);
        return best == null ? offered[0] : best;
    }

    // ---- the body
    // -------------------------------------------------------------------------------------------------------------

    /// The body as a stream: of as many bytes as the route allows, content codings taken off.
    ///
    /// @throws HttpUnsupportedMediaType if a coding is not known here
    public RequestBody body() {
        RequestBody body = rawBody();
        if (body.prepare()) {
            closeAtEnd(body);
        }
        return body;
    }

    /// Has this request's body take so many bytes, decoded, in place of what the route or the application says.
    ///
    /// @param bytes [Long#MAX_VALUE] for any number
    public void bodyLimit(long bytes) {
        shared.bodyLimit = bytes;
        if (shared.body != null) {
            shared.body.limit(bytes);
        }
    }

    private RequestBody rawBody() {
        RequestBody body = shared.body;
        if (body == null) {
            body = new RequestBody(message, channels, shared.bodyLimit);
            shared.body = body;
        }
        return body;
    }

    /// The whole body; kept, it may be asked for again.
    ///
    /// @throws dev.skein.app.BodyTooLargeException if it is longer than the route allows: 413
    /// @throws IllegalStateException if a part of it has been read already
    public byte[] bytes() throws IOException {
        byte[] known = shared.bytes;
        if (known == null) {
            known = unread().readAllBytes();
            shared.bytes = known;
        }
        return known;
    }

    /// How long the body is, coded, as far as that was told; otherwise -1.
    long bodyLength() {
        return rawBody().length();
    }

    /// The body from its beginning.
    ///
    /// @throws IllegalStateException if a part of it has been read and was not kept
    InputStream unread() {
        if (shared.bytes != null) {
            return new ByteArrayInputStream(shared.bytes);
        }
        RequestBody body = body();
        if (body.isBegun() && !body.isBeyondLimit()) {
            throw new IllegalStateException(
                    "expected a body of which nothing was read; it can be read once: by body(), bytes(), form() or multipart()");
        }
        return body;
    }

    /// The whole body as text, in the charset that its type names, otherwise UTF-8.
    ///
    /// @throws HttpUnsupportedMediaType if nobody knows the charset, or the bytes are no text in it
    public String text() throws IOException {
        MediaType type = contentType();
        Charset charset = StandardCharsets.UTF_8;
        if (type != null && type.parameter("charset") != null) {
            Charset named = type.charset();
            if (named == null) {
                throw new HttpUnsupportedMediaType("the charset is not known here: use utf-8");
            }
            charset = named;
        }
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
        } catch (CharacterCodingException _) {
            throw new HttpUnsupportedMediaType("the body is not text in " + charset);
        }
    }

    /// The whole body as JSON.
    ///
    /// @throws HttpUnsupportedMediaType if its type is not JSON
    /// @throws HttpBadRequest if it is not JSON; the message says where
    /// @throws HttpUnprocessableContent if it does not fit the type; the message names the field
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    public <T> T json(Class<T> type) throws IOException {
        return json((Type) type);
    }

    /// The whole body as JSON, for generic types.
    ///
    /// @throws dev.skein.web.exception.HttpException as [#json(Class)]
    @SuppressWarnings("TypeParameterUnusedInFormals") // the caller names T by the type
    public <T> T json(Type type) throws IOException {
        MediaType content = contentType();
        if (content == null || !content.isJson()) {
            throw new HttpUnsupportedMediaType(
                    "expected JSON with content-type: application/json, got " + content);
        }
        try {
            return JsonCodec.installed().decode(bytes(), type);
        } catch (JsonException e) {
            HttpException thrown = Validation.thrownIn(e);
            if (thrown != null) {
                throw thrown;
            }
            if (e.path().isEmpty()) {
                throw new HttpBadRequest("the body is not JSON: " + e.getMessage());
            }
            throw new HttpUnprocessableContent(
                    List.of(new FieldError(Validation.fieldOf(e.path()), e.reason())));
        }
    }

    /// The body as a form, URL-encoded or multipart; kept, it may be asked for again. Files above a size are on disk until the response
    /// has gone. Limits: [FormLimits#defaults()], and the route's on the whole.
    ///
    /// @throws dev.skein.web.exception.HttpException 415 if it is no form, 400 if it does not parse, 413 beyond a limit
    public Form form() throws IOException {
        return form(FormLimits.defaults());
    }

    /// The body as a form, with limits of its own; the first call decides.
    public Form form(FormLimits limits) throws IOException {
        Form known = shared.form;
        if (known == null) {
            known = Form.read(this, limits);
            shared.form = known;
        }
        return known;
    }

    /// The parts of a multipart body, one after the other as they come.
    ///
    /// @throws dev.skein.web.exception.HttpException 415 if it is none
    public MultipartReader multipart() throws IOException {
        return MultipartReader.of(this);
    }

    /// The parts of a multipart body, with limits of its own.
    ///
    /// @throws dev.skein.web.exception.HttpException 415 if it is none
    public MultipartReader multipart(MultipartLimits limits) throws IOException {
        return MultipartReader.of(this, limits);
    }

    /// The fields after a chunked body, which must have been read to its end; often none.
    public Headers trailers() throws IOException, InterruptedException {
        return rawBody().trailers();
    }

    // ---- WebSocket
    // ------------------------------------------------------------------------------------------------------------

    /// Whether it asks for a WebSocket.
    public boolean isWebSocket() {
        return offered != null;
    }

    /// The subprotocols that the client offers, as it prefers them; empty also if it asks for no WebSocket.
    public List<String> subprotocols() {
        return offered == null ? List.of() : offered;
    }

    /// Accepts the WebSocket that is asked for. Pages of other origins are refused, and so is a request that asks for none.
    ///
    /// @throws dev.skein.web.exception.HttpException 426 if it asks for none, 403 for a page of another origin
    /// @throws IOException if the client is gone
    public WebSocket webSocket() throws IOException, InterruptedException {
        return webSocket(WebSocketTerms.defaults());
    }

    /// Accepts the WebSocket that is asked for, on other terms.
    ///
    /// @throws dev.skein.web.exception.HttpException as [#webSocket()]
    /// @throws IllegalStateException if it has been accepted already
    public WebSocket webSocket(WebSocketTerms terms) throws IOException, InterruptedException {
        if (shared.webSocket != null) {
            throw new IllegalStateException("expected one call of webSocket(), got another");
        }
        WebSocket socket = WebSocket.accept(this, terms);
        shared.webSocket = socket;
        return socket;
    }

    /// Whether a WebSocket has been accepted. For any thread.
    public boolean hasWebSocket() {
        return shared.webSocket != null;
    }

    @Nullable WebSocket acceptedWebSocket() {
        return shared.webSocket;
    }

    // ---- around it
    // ------------------------------------------------------------------------------------------------------------

    /// Tells the client to fetch something already, before the response is ready (103, RFC 8297).
    ///
    /// @param links values of `link` fields: `</style.css>; rel=preload; as=style`
    public void sendEarlyHints(String... links) throws IOException, InterruptedException {
        channels.reply().send(HttpEarlyHints.links(links));
    }

    /// Waits until the client is gone, or the server wants to stop; the body must have been read to its end. For a task that stops what
    /// a long answer needs. Not for WebSockets, which are received from instead.
    ///
    /// @throws IllegalStateException if the request asks for a WebSocket
    public HttpDisconnect.Cause awaitDisconnect() throws IOException, InterruptedException {
        if (isWebSocket()) {
            throw new IllegalStateException("expected no WebSocket: receive from it until it ends");
        }
        while (true) {
            Message next = channels.body().receive();
            if (next instanceof HttpDisconnect gone) {
                return gone.cause();
            }
        }
    }

    /// The application that the route belongs to: the innermost, where applications are mounted in others.
    public Application app() {
        return application;
    }

    /// The path of a named route of the application: `request.urlFor("task", "id", 7)`, as of [Router#url(String, Object...)].
    public String urlFor(String name, Object... namesAndValues) {
        return application.router().url(name, namesAndValues);
    }

    /// The route, or null where there is none for the request.
    public @Nullable Route route() {
        return match.route();
    }

    /// A value that a middleware or handler has left here, or null.
    @SuppressWarnings("unchecked") // put under a key of that type
    public <T> @Nullable T get(RequestKey<T> key) {
        Map<RequestKey<?>, Object> values = shared.values;
        return values == null ? null : (T) values.get(key);
    }

    /// A value that a middleware or handler has left here.
    ///
    /// @throws IllegalStateException if there is none
    public <T> T require(RequestKey<T> key) {
        T value = get(key);
        if (value == null) {
            throw new IllegalStateException(
                    "expected a value under the key "
                            + key
                            + ": is the middleware in use that leaves it?");
        }
        return value;
    }

    /// Leaves a value for middlewares and handlers that come later.
    public <T> void put(RequestKey<T> key, T value) {
        if (shared.values == null) {
            shared.values = new HashMap<>();
        }
        shared.values.put(key, value);
    }

    /// Adds a look at the response to this request, whatever it will be, an error's too: just before it is sent, before the looks of
    /// [Application#onResponsePrepare]. The later ones first, as an onion has it. Called again where a stream fails before its first piece,
    /// with the answer to that.
    public void onResponse(ResponseHook hook) {
        if (shared.responseHooks == null) {
            shared.responseHooks = new ArrayList<>(2);
        }
        shared.responseHooks.add(hook);
    }

    Response prepared(Response response) throws Exception {
        Response prepared = response;
        List<ResponseHook> hooks = shared.responseHooks;
        if (hooks != null) {
            for (ResponseHook hook : hooks.reversed()) {
                prepared = hook.prepare(this, prepared);
            }
        }
        return application.prepared(this, prepared);
    }

    /// Tells that a failure was answered, by a middleware with a page of its own: the server logs it, and a test client tells it, when
    /// the answer has gone.
    public void answered(Exception failure) {
        shared.failure = failure;
    }

    @Nullable Exception failure() {
        return shared.failure;
    }

    /// Something to close when the response has gone, in reverse order.
    public void closeAtEnd(AutoCloseable resource) {
        if (shared.resources == null) {
            shared.resources = new ArrayList<>(2);
        }
        shared.resources.add(resource);
    }

    /// Closes what has been collected; failures go to the log.
    void end() {
        List<AutoCloseable> resources = shared.resources;
        if (resources == null) {
            return;
        }
        for (AutoCloseable resource : resources.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                Application.LOG.log(
                        System.Logger.Level.WARNING,
                        this + ": " + resource + " could not be closed",
                        e);
            }
        }
    }

    /// Method and path.
    @Override
    public String toString() {
        return method() + " " + rawPath();
    }
}
