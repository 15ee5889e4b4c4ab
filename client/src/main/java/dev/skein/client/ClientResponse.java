package dev.skein.client;

import dev.skein.client.cookie.Cookie;
import dev.skein.client.cookie.CookieJar;
import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import dev.skein.http.Links;
import dev.skein.http.MediaType;
import dev.skein.http.Url;
import dev.skein.http.http1.ResponseHead;
import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A response whose head has come. Its body comes when it is read; reading it to the end, or [#close()], gives the connection
/// back. For one thread at a time, any.
public final class ClientResponse implements AutoCloseable {
    private final ClientRequest request;
    private final RequestInfo info;
    private final ResponseHead head;
    private final Exchange exchange;
    private final ResponseBody body;
    private final List<ClientResponse> history;
    private byte @Nullable [] bytes;

    ClientResponse(
            ClientRequest request,
            ResponseHead head,
            Exchange exchange,
            ResponseBody body,
            List<ClientResponse> history) {
        this.request = request;
        this.info = exchange.request;
        this.head = head;
        this.exchange = exchange;
        this.body = body;
        this.history = history;
    }

    /// This with the redirects that led to it.
    ClientResponse withHistory(List<ClientResponse> responses) {
        return responses.isEmpty()
                ? this
                : new ClientResponse(request, head, exchange, body, List.copyOf(responses));
    }

    /// The status code.
    public int status() {
        return head.status();
    }

    /// The reason phrase as it came, perhaps empty; means nothing to programs.
    public String reason() {
        return head.reason();
    }

    /// Whether the status is below 400.
    public boolean isOk() {
        return head.status() < 400;
    }

    /// The version in the status line.
    public HttpVersion version() {
        return head.version();
    }

    /// The header fields.
    public Headers headers() {
        return head.headers();
    }

    /// The fields after a chunked body; empty before its end.
    public Headers trailers() {
        return exchange.trailers();
    }

    /// The request this answers: after redirects the last one.
    public ClientRequest request() {
        return request;
    }

    /// The URL of the request this answers, with its fragment.
    public Url url() {
        return request.url();
    }

    /// The redirects that led here, in order, all closed.
    public List<ClientResponse> history() {
        return history;
    }

    /// The media type; null when there is none or it does not parse.
    public @Nullable MediaType contentType() {
        String value = headers().get("content-type");
        return value == null ? null : MediaType.parseOrNull(value);
    }

    /// The length of the body as it comes, -1 when it is not known.
    public long contentLength() {
        return Math.max(-1, head.bodyLength());
    }

    /// The targets of the `link` fields (RFC 8288).
    public Links links() {
        return Links.parse(headers().getAll("link"));
    }

    /// The cookies that this response sets, as far as they are fit to be stored.
    public List<Cookie> cookies() {
        CookieJar jar = CookieJar.create();
        jar.receive(request.url(), headers());
        return jar.cookies();
    }

    /// The body as a stream.
    public ResponseBody body() {
        return body;
    }

    /// The whole body, or what is left of it. Kept: it may be asked for again.
    ///
    /// @throws ResponseTooLargeException if it is more than [ClientLimits#bodyInMemory()]
    /// @throws ClientException if it does not come whole
    public byte[] bytes() throws IOException {
        byte[] read = bytes;
        if (read == null) {
            read = body.readAllBytes();
            bytes = read;
        }
        return read;
    }

    /// The whole body as text, in the charset that its type names, otherwise UTF-8.
    ///
    /// @throws ContentException if the bytes are not text in that charset, or nobody knows the charset
    /// @throws ClientException as [#bytes()]
    public String text() throws IOException {
        MediaType type = contentType();
        if (type == null || type.parameter("charset") == null) {
            return text(StandardCharsets.UTF_8);
        }
        Charset charset = type.charset();
        if (charset == null) {
            throw new ContentException(
                    info,
                    "the charset "
                            + type.parameter("charset")
                            + " is not known here: use text(charset) or bytes()",
                    null);
        }
        return text(charset);
    }

    /// The whole body as text in a charset.
    ///
    /// @throws ContentException if the bytes are not text in that charset
    public String text(Charset charset) throws IOException {
        byte[] all = bytes();
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(all)).toString();
        } catch (CharacterCodingException e) {
            throw new ContentException(
                    info,
                    "the body is not text in "
                            + charset
                            + ": use text(charset) with the right one, or bytes()",
                    e);
        }
    }

    /// The whole body as JSON.
    ///
    /// @throws ContentException if the type is not JSON or the body does not parse
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    public <T> T json(Class<T> type) throws IOException {
        return json((Type) type);
    }

    /// The whole body as JSON, for generic types.
    ///
    /// @throws ContentException if the type is not JSON or the body does not parse
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    @SuppressWarnings(
            "TypeParameterUnusedInFormals") // the caller names T by the type, as all JSON libraries
    // have it
    public <T> T json(Type type) throws IOException {
        JsonCodec codec = JsonCodec.installed();
        MediaType content = contentType();
        if (content == null || !content.isJson()) {
            throw new ContentException(
                    info,
                    "expected JSON, came content-type "
                            + headers().get("content-type")
                            + ": if it is JSON all the same, decode bytes() with JsonCodec.installed()",
                    null);
        }
        try {
            return codec.decode(bytes(), type);
        } catch (JsonException e) {
            throw new ContentException(info, "the JSON does not fit: " + e.getMessage(), e);
        }
    }

    /// Writes the body to a stream, and closes the response.
    ///
    /// @return how many bytes
    public long saveTo(OutputStream out) throws IOException {
        try (this) {
            return body.transferTo(out);
        }
    }

    /// Writes the body to a file, and closes the response. A file that did not become whole is deleted; what cannot be opened is
    /// left as it is.
    ///
    /// @return how many bytes
    public long saveTo(Path file) throws IOException {
        try (this) {
            return save(file, Files.newOutputStream(file));
        }
    }

    private long save(Path file, OutputStream opened) throws IOException {
        boolean whole = false;
        try (OutputStream out = opened) {
            long count = body.transferTo(out);
            whole = true;
            return count;
        } finally {
            if (!whole) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// Does nothing if [#isOk()].
    ///
    /// @return this
    /// @throws StatusException if the status is 400 or more; the response is closed then
    public ClientResponse raiseForStatus() throws StatusException {
        if (!isOk()) {
            close();
            throw new StatusException(info, status(), reason(), headers());
        }
        return this;
    }

    /// Gives up what has not been read of the body; the connection is closed if there is any. May be called again.
    @Override
    public void close() {
        body.close();
    }

    /// Reads the rest, if it is short, so that the connection can be used again, and closes.
    void discard() {
        try {
            body.discard(64 * 1024);
        } catch (IOException _) {
            // then the connection is lost with it
        } finally {
            close();
        }
    }

    @Override
    public String toString() {
        return "ClientResponse[" + info + " -> " + status() + "]";
    }
}
