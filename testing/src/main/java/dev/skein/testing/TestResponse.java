package dev.skein.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.client.cookie.Cookie;
import dev.skein.client.cookie.CookieJar;
import dev.skein.client.cookie.CookieOptions;
import dev.skein.http.Escapes;
import dev.skein.http.Headers;
import dev.skein.http.MediaType;
import dev.skein.http.Status;
import dev.skein.http.Url;
import dev.skein.http.coding.ContentCodingException;
import dev.skein.http.coding.ContentCodings;
import dev.skein.http.coding.ContentDecoder;
import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A whole response. Immutable; may be shared by threads.
public final class TestResponse {
    private static final int MOST_SHOWN = 2000;
    private static final int PIECE = 8 * 1024;

    private final String what;
    private final Url url;
    private final int status;
    private final Headers headers;
    private final byte[] body;
    private final Headers trailers;
    private final List<TestResponse> history;

    TestResponse(
            String what,
            Url url,
            int status,
            Headers headers,
            byte[] body,
            Headers trailers,
            List<TestResponse> history) {
        this.what = what;
        this.url = url;
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.trailers = trailers;
        this.history = history;
    }

    // ---- the head

    /// The status.
    public int status() {
        return status;
    }

    /// The header fields, with `date`, `server` and those about the body.
    public Headers headers() {
        return headers;
    }

    /// The first field of that name; null if there is none.
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /// The fields after the body; mostly none.
    public Headers trailers() {
        return trailers;
    }

    /// The URL of the request that this answers: after redirects of the last.
    public String url() {
        return url.toString();
    }

    /// The redirects that led here, in order; without their bodies.
    public List<TestResponse> history() {
        return history;
    }

    /// The cookies that it sets, as far as they are fit to be stored.
    public List<Cookie> cookies() {
        CookieJar jar =
                CookieJar.create(CookieOptions.defaults().withTreatAsSecure(Set.of(url.origin())));
        jar.receive(url, headers);
        return jar.cookies();
    }

    /// The cookie of that name that it sets; null if it sets none.
    public @Nullable Cookie cookie(String name) {
        return cookies().stream()
                .filter(cookie -> cookie.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    // ---- the body

    /// The body as it came, a copy. Content codings such as gzip are still on.
    public byte[] bytes() {
        return body.clone();
    }

    /// The body as text, in the charset that its type names, otherwise UTF-8. Content codings are taken off.
    ///
    /// @throws AssertionError if it is not what `content-encoding` says
    public String text() {
        MediaType type = contentType();
        Charset charset = type == null ? null : type.charset();
        return new String(decoded(), charset == null ? UTF_8 : charset);
    }

    private @Nullable MediaType contentType() {
        String value = header("content-type");
        return value == null ? null : MediaType.parseOrNull(value);
    }

    /// The body without content codings.
    ///
    /// @throws AssertionError if it is not what `content-encoding` says
    public byte[] decoded() {
        List<String> codings =
                headers.getAll("content-encoding").stream()
                        .flatMap(value -> List.of(value.split(",")).stream())
                        .map(String::strip)
                        .toList();
        try (ContentDecoder decoder = ContentCodings.installed().decoder(codings)) {
            return decoder == null ? bytes() : decoded(decoder);
        } catch (ContentCodingException e) {
            throw new AssertionError(
                    what + ": the body is not " + codings + ": " + e.getMessage(), e);
        }
    }

    private byte[] decoded(ContentDecoder decoder) throws ContentCodingException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        decoder.input(body, 0, body.length);
        for (int count = decoder.decode(piece, 0, PIECE);
                count > 0;
                count = decoder.decode(piece, 0, PIECE)) {
            all.write(piece, 0, count);
        }
        decoder.end();
        return all.toByteArray();
    }

    /// The body as JSON.
    ///
    /// @throws AssertionError if the type is not JSON or the body does not fit
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    public <T> T json(Class<T> type) {
        return json((Type) type);
    }

    /// The body as JSON, for generic types.
    ///
    /// @throws AssertionError if the type is not JSON or the body does not fit
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    @SuppressWarnings("TypeParameterUnusedInFormals") // the type names T at run time
    public <T> T json(Type type) {
        MediaType content = contentType();
        if (content == null || !content.isJson()) {
            throw new AssertionError("expected JSON, came " + describe());
        }
        try {
            return JsonCodec.installed().decode(decoded(), type);
        } catch (JsonException e) {
            throw new AssertionError(
                    "the JSON does not fit: " + e.getMessage() + "\nin " + describe(), e);
        }
    }

    // ---- expectations

    /// Checks the status.
    ///
    /// @return this
    /// @throws AssertionError if it is another; it shows the response's beginning
    public TestResponse expectStatus(int expected) {
        if (status != expected) {
            throw new AssertionError("expected status " + expected + ", came " + describe());
        }
        return this;
    }

    /// Checks a field.
    ///
    /// @return this
    /// @throws AssertionError unless the first of that name has the value
    public TestResponse expectHeader(String name, String value) {
        if (!value.equals(header(name))) {
            throw new AssertionError(
                    "expected "
                            + name
                            + ": "
                            + value
                            + ", came "
                            + header(name)
                            + " in "
                            + describe());
        }
        return this;
    }

    /// Checks the body.
    ///
    /// @return this
    /// @throws AssertionError unless [#text()] is that
    public TestResponse expectText(String text) {
        if (!text().equals(text)) {
            throw new AssertionError("expected the text " + text + "\ncame " + describe());
        }
        return this;
    }

    /// The response's beginning, for people.
    private String describe() {
        StringBuilder text = new StringBuilder();
        text.append(status).append(' ').append(Status.reason(status));
        text.append(" in answer to ").append(what).append('\n');
        headers.forEach(
                field -> text.append(field.name()).append(": ").append(field.value()).append('\n'));
        boolean readable = !headers.contains("content-encoding") && isText(body);
        String shown = readable ? new String(body, UTF_8) : Escapes.escape(body, MOST_SHOWN);
        text.append('\n').append(shown, 0, Math.min(shown.length(), MOST_SHOWN));
        return shown.length() > MOST_SHOWN ? text.append('…').toString() : text.toString();
    }

    private static boolean isText(byte[] bytes) {
        for (byte b : bytes) {
            if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "TestResponse[" + what + " -> " + status + "]";
    }
}
