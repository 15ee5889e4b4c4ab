package dev.skein.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.client.FormData;
import dev.skein.client.RequestBody;
import dev.skein.http.Headers;
import dev.skein.http.Url;
import dev.skein.http.UrlEncoded;
import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// A request being put together; made by [TestClient#get] and its like. For one thread.
public final class TestRequest {
    private static final AtomicLong IDS = new AtomicLong();

    private final TestClient client;
    private final String method;
    private final Headers.Builder headers = Headers.builder();
    private Url url;
    private RequestBody body = RequestBody.none();
    private boolean followRedirects;

    TestRequest(TestClient client, String method, Url url) {
        this.client = client;
        this.method = method;
        this.url = url;
        this.followRedirects = client.options().followRedirects();
    }

    // ---- what to send

    /// Adds a field; one name may come several times.
    ///
    /// @throws IllegalArgumentException if name or value is not fit for the wire
    public TestRequest header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /// Adds fields.
    public TestRequest headers(Headers fields) {
        headers.addAll(fields);
        return this;
    }

    /// Adds a parameter to the query.
    public TestRequest query(String name, String value) {
        url = url.plusQuery(name, value);
        return this;
    }

    /// Adds a cookie to this request only; [TestClient#cookie] keeps it.
    public TestRequest cookie(String name, String value) {
        return header("cookie", name + "=" + value);
    }

    /// Sends bytes as `application/octet-stream`, unless a `content-type` field says otherwise.
    public TestRequest body(byte[] bytes) {
        return body(RequestBody.of(bytes));
    }

    /// Sends bytes of a type.
    public TestRequest body(byte[] bytes, String contentType) {
        return body(RequestBody.of(bytes, contentType));
    }

    /// Sends any body of the client's: files, streams, own ones.
    public TestRequest body(RequestBody content) {
        body = content;
        return this;
    }

    /// Sends text in UTF-8.
    public TestRequest text(String text) {
        return body(RequestBody.of(text));
    }

    /// Sends a value as JSON.
    ///
    /// @throws IllegalArgumentException if it cannot be written as JSON
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    public TestRequest json(Object value) {
        try {
            return body(JsonCodec.installed().encode(value), "application/json");
        } catch (JsonException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// Sends a form (application/x-www-form-urlencoded).
    public TestRequest form(Map<String, String> fields) {
        String text = UrlEncoded.format(List.copyOf(fields.entrySet()));
        return body(text.getBytes(US_ASCII), "application/x-www-form-urlencoded");
    }

    /// Sends a form with files (multipart/form-data).
    public TestRequest multipart(FormData form) {
        return body(form);
    }

    /// Sends a body of unknown length after the head, in these pieces.
    public TestRequest chunks(byte[]... pieces) {
        return body(new Pieces(List.of(pieces)));
    }

    /// Sends a body of unknown length after the head, in these pieces of text.
    public TestRequest chunks(String... pieces) {
        byte[][] bytes = new byte[pieces.length][];
        for (int i = 0; i < pieces.length; i++) {
            bytes[i] = pieces[i].getBytes(UTF_8);
        }
        return chunks(bytes);
    }

    /// Follows redirects, or does not.
    public TestRequest followRedirects(boolean follow) {
        followRedirects = follow;
        return this;
    }

    // ---- sending

    /// Sends the request and waits for the whole response.
    ///
    /// @throws AssertionError if there is none, or not in time, or the application threw
    /// @throws InterruptedException if the caller is interrupted
    public TestResponse send() throws InterruptedException {
        return stream().whole();
    }

    /// Sends the request and waits for the head of the response; its body is read piece by piece.
    ///
    /// @throws AssertionError as for [#send()]
    /// @throws InterruptedException if the caller is interrupted
    public TestStream stream() throws InterruptedException {
        Exchange exchange = new Exchange(client, followRedirects);
        return exchange.send(ask());
    }

    /// Sends the request as the handshake of a WebSocket.
    ///
    /// @param subprotocols what to offer
    /// @throws RefusedHandshakeError if the application answers with something else
    /// @throws AssertionError if there is no answer, or not in time, or the application threw
    /// @throws InterruptedException if the caller is interrupted
    public TestWebSocket webSocket(String... subprotocols) throws InterruptedException {
        return new Exchange(client, false).open(ask(), List.of(subprotocols));
    }

    private Ask ask() {
        String id = Long.toString(IDS.incrementAndGet());
        return new Ask(id, method, url, headers.build(), body);
    }

    /// Each is written by itself.
    private record Pieces(List<byte[]> pieces) implements RequestBody {
        @Override
        public String contentType() {
            return "application/octet-stream";
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public boolean isReplayable() {
            return true;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            for (byte[] piece : pieces) {
                out.write(piece);
                out.flush();
            }
        }
    }
}
