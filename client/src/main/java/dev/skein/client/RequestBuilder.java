package dev.skein.client;

import dev.skein.http.BasicCredentials;
import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.http.UrlEncoded;
import dev.skein.http.json.JsonCodec;
import dev.skein.loop.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request being put together; made by [ClientSession#get] and its like. For one thread. [#send] may be called again.
public final class RequestBuilder {
    private final ClientSession session;
    private final String method;
    private final String url;
    private final Headers.Builder headers = Headers.builder();
    private final List<Map.Entry<String, String>> query = new ArrayList<>();
    private RequestBody body = RequestBody.none();
    private RequestOptions options;

    RequestBuilder(ClientSession session, String method, String url) {
        if (!Grammar.isToken(method)) {
            throw new IllegalArgumentException("expected a method of letters, such as GET");
        }
        this.session = session;
        this.method = method.toUpperCase(Locale.ROOT);
        this.url = url;
        this.options = session.options().request();
        if (this.method.equals("HEAD")) {
            options = options.withRedirects(options.redirects().withFollow(false));
        }
    }

    /// Adds a field; one name may come several times. It takes the place of the session's field of that name.
    ///
    /// @throws IllegalArgumentException if name or value is not fit for the wire
    public RequestBuilder header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /// Adds fields.
    public RequestBuilder headers(Headers fields) {
        headers.addAll(fields);
        return this;
    }

    /// Adds a parameter to the URL's query, encoded as a form (application/x-www-form-urlencoded).
    public RequestBuilder query(String name, String value) {
        query.add(Map.entry(name, value));
        return this;
    }

    /// Adds a cookie beside those of the jar.
    public RequestBuilder cookie(String name, String value) {
        return header("cookie", name + "=" + value);
    }

    /// Sends a password with Basic authentication (RFC 7617), in UTF-8.
    ///
    /// @throws IllegalArgumentException if the user name has a colon
    public RequestBuilder auth(String user, String password) {
        headers.set("authorization", BasicCredentials.header(user, password));
        return this;
    }

    /// Sends a token (RFC 6750).
    public RequestBuilder bearer(String token) {
        headers.set("authorization", "Bearer " + token);
        return this;
    }

    /// Sends a body.
    public RequestBuilder body(RequestBody content) {
        body = content;
        return this;
    }

    /// Sends text as UTF-8.
    public RequestBuilder body(String text) {
        return body(RequestBody.of(text));
    }

    /// Sends bytes.
    public RequestBuilder body(byte[] bytes) {
        return body(RequestBody.of(bytes));
    }

    /// Sends a stream of unknown length, in chunks. It can be sent once.
    public RequestBuilder body(InputStream stream) {
        return body(RequestBody.of(stream));
    }

    /// Sends a file.
    ///
    /// @throws IOException if its type cannot be probed
    public RequestBuilder body(Path file) throws IOException {
        return body(RequestBody.of(file));
    }

    /// Sends a value as JSON.
    ///
    /// @throws IOException if it cannot be written as JSON
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    public RequestBuilder json(Object value) throws IOException {
        return body(RequestBody.of(JsonCodec.installed().encode(value), "application/json"));
    }

    /// Sends a form (application/x-www-form-urlencoded).
    public RequestBuilder form(Map<String, String> fields) {
        String text = UrlEncoded.format(List.copyOf(fields.entrySet()));
        return body(
                RequestBody.of(
                        text.getBytes(StandardCharsets.US_ASCII),
                        "application/x-www-form-urlencoded"));
    }

    /// Sends a form with files (multipart/form-data).
    public RequestBuilder multipart(FormData form) {
        return body(form);
    }

    /// Limits the whole call, body included: [ClientTimeouts#total()].
    public RequestBuilder timeout(Duration total) {
        return timeouts(options.timeouts().withTotal(total));
    }

    /// Sets all timeouts.
    public RequestBuilder timeouts(ClientTimeouts timeouts) {
        options = options.withTimeouts(timeouts);
        return this;
    }

    /// Follows redirects or does not.
    public RequestBuilder followRedirects(boolean follow) {
        options = options.withRedirects(options.redirects().withFollow(follow));
        return this;
    }

    /// Goes through a proxy; null for none.
    public RequestBuilder proxy(@Nullable Proxy proxy) {
        options = options.withProxy(proxy);
        return this;
    }

    /// Trusts somebody else than the session does.
    public RequestBuilder tls(Tls tls) {
        options = options.withTls(tls);
        return this;
    }

    /// Has a status of 400 and more thrown as [StatusException].
    public RequestBuilder raiseForStatus() {
        options = options.withRaiseForStatus(true);
        return this;
    }

    /// Has the body wait for the server's consent: [RequestOptions#expectContinue()].
    public RequestBuilder expectContinue() {
        options = options.withExpectContinue(true);
        return this;
    }

    /// Sends the body in a content coding, such as `gzip`.
    public RequestBuilder compress(String coding) {
        options = options.withCompress(coding);
        return this;
    }

    /// Leaves the body of the response in its content coding.
    public RequestBuilder raw() {
        options = options.withDecode(false);
        return this;
    }

    /// Has other middlewares than the session's around this request.
    public RequestBuilder middlewares(ClientMiddleware... middlewares) {
        options = options.withMiddlewares(middlewares);
        return this;
    }

    /// Tells how far the upload has come.
    public RequestBuilder onUpload(Progress listener) {
        options = options.withOnUpload(listener);
        return this;
    }

    /// Tells how far the download has come.
    public RequestBuilder onDownload(Progress listener) {
        options = options.withOnDownload(listener);
        return this;
    }

    /// Carries the request out with other options altogether; what was set here before is lost.
    public RequestBuilder options(RequestOptions other) {
        options = other;
        return this;
    }

    /// Sends the request and waits for the head of the response. Close the response, or read its body to the end.
    ///
    /// @throws ClientException why there is no response
    /// @throws IOException what a middleware has thrown
    /// @throws InterruptedException if the caller is interrupted; the request is given up
    /// @throws IllegalStateException if the session is closed
    public ClientResponse send() throws IOException, InterruptedException {
        return session.send(this);
    }

    // ---- for the session

    String method() {
        return method;
    }

    String url() {
        return url;
    }

    List<Map.Entry<String, String>> query() {
        return query;
    }

    Headers headers() {
        return headers.build();
    }

    RequestBody body() {
        return body;
    }

    RequestOptions options() {
        return options;
    }
}
