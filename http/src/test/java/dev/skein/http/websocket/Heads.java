package dev.skein.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import dev.skein.http.ProtocolException;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.Http1Limits;
import dev.skein.http.http1.RequestHead;
import dev.skein.http.http1.RequestParser;
import dev.skein.http.http1.RequestWriter;
import dev.skein.http.http1.ResponseHead;
import dev.skein.http.http1.ResponseParser;
import dev.skein.http.http1.ResponseWriter;
import java.nio.ByteBuffer;

/// Heads as they come from the wire: through our own writers and parsers.
final class Heads {
    /// The key of RFC 6455 §1.3, and what answers it.
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    static final byte[] NONCE = "the sample nonce".getBytes(ISO_8859_1);

    private Heads() {}

    /// What a client must send, and more fields.
    static RequestHead request(String... more) {
        return requestOf(requestFields(more));
    }

    static Headers requestFields(String... more) {
        return Headers.of(
                        "host", "server.example.com",
                        "upgrade", "websocket",
                        "connection", "Upgrade",
                        "sec-websocket-key", KEY,
                        "sec-websocket-version", "13")
                .plusAll(Headers.of(more));
    }

    static RequestHead requestOf(Headers headers) {
        ByteSink out = new ByteSink();
        headers.writeTo(out);
        return requestOf(
                "GET /chat HTTP/1.1\r\n" + new String(out.toByteArray(), ISO_8859_1) + "\r\n");
    }

    static RequestHead requestOf(String text) {
        try {
            RequestParser parser = new RequestParser(Http1Limits.defaults());
            if (parser.next(ByteBuffer.wrap(text.getBytes(ISO_8859_1))) instanceof RequestHead r) {
                return r;
            }
        } catch (RemoteProtocolException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("no request in " + text);
    }

    /// A client's request, sent and received.
    static RequestHead sent(ClientHandshake client) {
        ByteSink out = new ByteSink();
        try {
            Headers headers = Headers.of("host", "h").plusAll(client.headers());
            new RequestWriter().head(out, "GET", "/", headers, 0);
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
        return requestOf(new String(out.toByteArray(), ISO_8859_1));
    }

    /// What a server must answer, and more fields.
    static ResponseHead response(String... more) {
        return responseOf(101, responseFields(more));
    }

    static Headers responseFields(String... more) {
        return Headers.of(
                        "upgrade", "websocket",
                        "connection", "Upgrade",
                        "sec-websocket-accept", ACCEPT)
                .plusAll(Headers.of(more));
    }

    static ResponseHead responseOf(int status, Headers headers) {
        ByteSink out = new ByteSink();
        headers.writeTo(out);
        return responseOf(
                "HTTP/1.1 "
                        + status
                        + " Reason\r\n"
                        + new String(out.toByteArray(), ISO_8859_1)
                        + "\r\n");
    }

    static ResponseHead responseOf(String text) {
        try {
            ResponseParser parser = new ResponseParser(Http1Limits.defaults());
            parser.begin("GET");
            if (parser.next(ByteBuffer.wrap(text.getBytes(ISO_8859_1))) instanceof ResponseHead r) {
                return r;
            }
        } catch (RemoteProtocolException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("no response in " + text);
    }

    /// A server's 101, sent and received.
    static ResponseHead sent(Agreement agreement) {
        ByteSink out = new ByteSink();
        ResponseWriter writer = new ResponseWriter();
        writer.begin(false, HttpVersion.HTTP_1_1, true);
        try {
            writer.head(out, 101, agreement.headers(), new byte[0], -1);
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
        return responseOf(new String(out.toByteArray(), ISO_8859_1));
    }
}
