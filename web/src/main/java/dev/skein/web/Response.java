package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Headers;
import dev.skein.http.HttpDate;
import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import dev.skein.http.multipart.ContentDisposition;
import dev.skein.web.exception.HttpRedirection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An answer. Immutable: `withX` gives another one, so that middlewares may change what they did not make.
///
/// The server adds `date`, `server` and the framing fields.
public final class Response {
    private static final Headers TEXT = Headers.of("content-type", "text/plain; charset=utf-8");
    private static final Headers HTML = Headers.of("content-type", "text/html; charset=utf-8");
    private static final Headers JSON = Headers.of("content-type", "application/json");

    private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);

    private final int status;
    private final Headers headers;
    private final Body body;
    private final List<SetCookie> cookies;

    private Response(int status, Headers headers, Body body, List<SetCookie> cookies) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.cookies = cookies;
    }

    // ---- making one
    // -----------------------------------------------------------------------------------------------------------

    /// A response of parts.
    ///
    /// @param status 200 to 999
    /// @throws IllegalArgumentException if the status is another
    public static Response of(int status, Headers headers, Body body) {
        if (status < 200 || status > 999) {
            throw new IllegalArgumentException("expected a status from 200 to 999, got " + status);
        }
        return new Response(status, headers, body, List.of());
    }

    /// A response without a body: `Response.of(204)`.
    public static Response of(int status) {
        return of(status, Headers.EMPTY, Body.EMPTY);
    }

    /// Plain text in UTF-8.
    public static Response text(String text) {
        return new Response(200, TEXT, new Body.Bytes(text.getBytes(UTF_8)), List.of());
    }

    /// A page in UTF-8. What comes from elsewhere must have been escaped: [Html#escape].
    public static Response html(String page) {
        return new Response(200, HTML, new Body.Bytes(page.getBytes(UTF_8)), List.of());
    }

    /// A value as JSON.
    ///
    /// @throws IllegalArgumentException if the value has no form in JSON
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    public static Response json(Object value) {
        try {
            return new Response(
                    200, JSON, new Body.Bytes(JsonCodec.installed().encode(value)), List.of());
        } catch (JsonException e) {
            throw new IllegalArgumentException(
                    "a " + value.getClass().getName() + " has no form in JSON: " + e.getMessage(),
                    e);
        }
    }

    /// Bytes of some type.
    ///
    /// @param contentType as in the field: `image/png`
    public static Response bytes(byte[] bytes, String contentType) {
        return of(200, Headers.of("content-type", contentType), new Body.Bytes(bytes));
    }

    /// To another place, by status 302.
    ///
    /// @param location as of [HttpRedirection#checked]
    public static Response redirect(String location) {
        return redirect(302, location);
    }

    /// To another place.
    ///
    /// @param status 301, 302, 303, 307 or 308
    /// @param location as of [HttpRedirection#checked]
    public static Response redirect(int status, String location) {
        if (!REDIRECTS.contains(status)) {
            throw new IllegalArgumentException("expected one of " + REDIRECTS + ", got " + status);
        }
        return of(status, Headers.of("location", HttpRedirection.checked(location)), Body.EMPTY);
    }

    /// A body that is written piece by piece, as long as it takes. The client sets the pace.
    ///
    /// @param contentType as in the field: `text/csv; charset=utf-8`
    public static Response stream(String contentType, StreamBody writer) {
        return of(200, Headers.of("content-type", contentType), new Body.Stream(writer));
    }

    /// Server-sent events, as long as it takes.
    public static Response events(EventWriter writer) {
        return EventStream.response(writer);
    }

    /// A file, or the part of it that is asked for, or just that it has not changed: type by its name, `etag`, `last-modified`,
    /// conditions, ranges, `gz`, `br` and `zst` siblings. A path that has a part from the client may lead anywhere: [StaticFiles] is for
    /// those.
    ///
    /// @throws dev.skein.web.exception.HttpException 404 if there is no such file, 403 if it cannot be read, 412 and 416 as asked, 503 if
    ///     it changes all the time
    public static Response file(Request request, Path path) throws IOException {
        return FileResponse.of(request, path);
    }

    /// What a handler returns when it has answered by itself: a WebSocket.
    static Response sent() {
        return new Response(101, Headers.EMPTY, new Body.Sent(), List.of());
    }

    // ---- what it has
    // ----------------------------------------------------------------------------------------------------------

    /// The status code.
    public int status() {
        return status;
    }

    /// The header fields, without those of [#cookies()].
    public Headers headers() {
        return headers;
    }

    /// What it carries.
    public Body body() {
        return body;
    }

    /// The cookies to be set, the later ones in place of earlier ones of the same name, domain and path.
    public List<SetCookie> cookies() {
        return cookies;
    }

    // ---- making another
    // -------------------------------------------------------------------------------------------------------

    /// This with another status.
    public Response withStatus(int other) {
        return of(other, headers, body).withCookies(cookies);
    }

    /// This with a field in place of all of that name.
    public Response withHeader(String name, String value) {
        return withHeaders(headers.with(name, value));
    }

    /// This with one more field.
    public Response plusHeader(String name, String value) {
        return withHeaders(headers.plus(name, value));
    }

    /// This without the fields of a name.
    public Response withoutHeader(String name) {
        return withHeaders(headers.without(name));
    }

    /// This with other fields.
    public Response withHeaders(Headers other) {
        return new Response(status, other, body, cookies);
    }

    /// This with another body; `content-type` and the rest stay.
    public Response withBody(Body other) {
        return new Response(status, headers, other, cookies);
    }

    /// This with a field name more in `vary` (RFC 9110 §12.5.5), unless it is there.
    public Response withVary(String field) {
        boolean has = headers.hasToken("vary", field) || headers.hasToken("vary", "*");
        String before = String.join(", ", headers.getAll("vary"));
        return has ? this : withHeader("vary", before.isEmpty() ? field : before + ", " + field);
    }

    /// This with a tag for its state (RFC 9110 §8.8.3); [Conditions#apply] answers who has that already.
    public Response withETag(ETag tag) {
        return withHeader("etag", tag.format());
    }

    /// This for one user only: shared caches do not keep it. Of `cache-control`, `public` and `s-maxage` go, and `private` comes, unless it
    /// or `no-store` is there (RFC 9111 §5.2.2).
    public Response withPrivateCache() {
        if (headers.hasToken("cache-control", "private")
                || headers.hasToken("cache-control", "no-store")) {
            return this;
        }
        List<String> directives = new ArrayList<>();
        for (String field : headers.getAll("cache-control")) {
            for (String directive : field.split(",", -1)) {
                String word = directive.strip().toLowerCase(Locale.ROOT);
                if (!word.isEmpty() && !word.equals("public") && !word.startsWith("s-maxage")) {
                    directives.add(directive.strip());
                }
            }
        }
        directives.add("private");
        return withHeader("cache-control", String.join(", ", directives));
    }

    /// This with the time of the last change, in whole seconds (RFC 9110 §8.8.2).
    public Response withLastModified(Instant time) {
        return withHeader("last-modified", HttpDate.format(time.getEpochSecond()));
    }

    /// This to be kept as a file rather than shown (`content-disposition`, RFC 6266).
    ///
    /// @param filename what browsers propose; any characters
    public Response asDownload(String filename) {
        return withHeader(
                "content-disposition", ContentDisposition.ofAttachment(filename).format());
    }

    /// This with a cookie to be set, in place of one of the same name, domain and path.
    public Response withCookie(SetCookie cookie) {
        List<SetCookie> all = new ArrayList<>(cookies);
        all.removeIf(each -> isSame(each, cookie));
        all.add(cookie);
        return withCookies(all);
    }

    private static boolean isSame(SetCookie one, SetCookie other) {
        return one.name().equals(other.name())
                && one.path().equals(other.path())
                && String.valueOf(one.domain()).equals(String.valueOf(other.domain()));
    }

    /// This with a cookie to be set, as of [SetCookie#of].
    public Response withCookie(String name, String value) {
        return withCookie(SetCookie.of(name, value));
    }

    /// This with a cookie to be forgotten, which was set with path `/` and without domain.
    public Response withoutCookie(String name) {
        return withCookie(SetCookie.deleted(name));
    }

    private Response withCookies(List<SetCookie> all) {
        return new Response(status, headers, body, List.copyOf(all));
    }

    /// Status, type and kind of body.
    @Override
    public String toString() {
        return "Response["
                + status
                + ", "
                + headers.get("content-type")
                + ", "
                + body.getClass().getSimpleName()
                + "]";
    }
}
