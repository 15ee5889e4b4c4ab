package dev.skein.app;

import dev.skein.http.Headers;
import java.nio.charset.StandardCharsets;

/// The answer to a request: the head, and all of the body or its beginning.
///
/// The server adds `date`, `server` and the framing fields (`content-length` or `transfer-encoding`); a `content-length` set here
/// must be right.
///
/// @param status 200 to 999 (RFC 9110 §15)
/// @param headers as they will be sent
/// @param content the body, or its beginning; not sent in answer to HEAD and with status 204 or 304
/// @param moreContent whether [HttpChunk]s or [HttpFile]s follow; default false
@SuppressWarnings("ArrayRecordComponent") // a message is a value by convention: see the package
public record HttpResponse(int status, Headers headers, byte[] content, boolean moreContent)
        implements Message {
    private static final byte[] NOTHING = {};
    private static final Headers TEXT = Headers.of("content-type", "text/plain; charset=utf-8");
    private static final Headers HTML = Headers.of("content-type", "text/html; charset=utf-8");
    private static final Headers JSON = Headers.of("content-type", "application/json");

    /// A whole response.
    public static HttpResponse of(int status, Headers headers, byte[] content) {
        return new HttpResponse(status, headers, content, false);
    }

    /// A whole response without a body.
    public static HttpResponse of(int status, Headers headers) {
        return new HttpResponse(status, headers, NOTHING, false);
    }

    /// The head of a response whose body follows in pieces.
    public static HttpResponse start(int status, Headers headers) {
        return new HttpResponse(status, headers, NOTHING, true);
    }

    /// Plain text, status 200.
    public static HttpResponse text(String text) {
        return text(200, text);
    }

    /// Plain text.
    public static HttpResponse text(int status, String text) {
        return of(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /// A page, status 200.
    public static HttpResponse html(String page) {
        return html(page.getBytes(StandardCharsets.UTF_8));
    }

    /// A page in UTF-8, status 200.
    public static HttpResponse html(byte[] page) {
        return of(200, HTML, page);
    }

    /// JSON text, status 200.
    public static HttpResponse json(String json) {
        return of(200, JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    /// This response with another status.
    public HttpResponse withStatus(int other) {
        return new HttpResponse(other, headers, content, moreContent);
    }

    /// This response with a header field set, in place of any of that name.
    public HttpResponse withHeader(String name, String value) {
        return new HttpResponse(status, headers.with(name, value), content, moreContent);
    }

    @Override
    public String type() {
        return "http.response";
    }
}
