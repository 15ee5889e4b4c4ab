package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.ByteSink;
import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.http.KnownField;
import dev.skein.http.LocalProtocolException;

/// What both writers share: the frame around a body that goes out, and the count of its bytes.
final class BodyFrame {
    enum Kind {
        /// Body bytes are counted, but none goes out.
        NONE,
        FIXED,
        CHUNKED,
        UNTIL_CLOSE
    }

    private static final byte[] CHUNKED_FIELD =
            "transfer-encoding: chunked\r\n".getBytes(ISO_8859_1);
    private static final byte[] CONTENT_LENGTH = "content-length: ".getBytes(ISO_8859_1);
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n'};

    private Kind kind = Kind.NONE;
    private long declared;
    private long sent;

    void begin(Kind kind, long declared) {
        this.kind = kind;
        this.declared = declared;
        this.sent = 0;
    }

    Kind kind() {
        return kind;
    }

    long sent() {
        return sent;
    }

    /// The content-length that the application set itself, or -1.
    static long ownLength(Headers headers) throws LocalProtocolException {
        if (!headers.has(KnownField.CONTENT_LENGTH)) {
            return -1;
        }
        String value = String.valueOf(headers.get("content-length"));
        long length = Grammar.decimal(value);
        if (length < 0 || headers.repeats(KnownField.CONTENT_LENGTH)) {
            throw new LocalProtocolException(
                    "expected one content-length field with a number, came \""
                            + value
                            + "\" among "
                            + headers.size()
                            + " fields");
        }
        return length;
    }

    static void putLength(long length, ByteSink out) {
        out.put(CONTENT_LENGTH);
        out.putDecimal(length);
        out.put(CRLF);
    }

    static void putChunked(ByteSink out) {
        out.put(CHUNKED_FIELD);
    }

    void before(ByteSink out, long length) throws LocalProtocolException {
        if (length <= 0) {
            throw new IllegalArgumentException(
                    "expected at least one byte of data, came " + length);
        }
        if (kind == Kind.FIXED && length > declared - sent) {
            throw new LocalProtocolException(
                    "body longer than content-length "
                            + declared
                            + ": "
                            + (sent + length)
                            + " bytes");
        }
        sent += length;
        if (kind == Kind.CHUNKED) {
            out.putHex(length);
            out.put(CRLF);
        }
    }

    void after(ByteSink out) {
        if (kind == Kind.CHUNKED) {
            out.put(CRLF);
        }
    }

    void end(ByteSink out, Headers trailers) throws LocalProtocolException {
        if (kind == Kind.FIXED && sent < declared) {
            throw new LocalProtocolException(
                    "body shorter than content-length " + declared + ": " + sent + " bytes");
        }
        if (kind != Kind.CHUNKED) {
            return;
        }
        String forbidden = Trailers.forbidden(trailers);
        if (forbidden != null) {
            throw new LocalProtocolException(
                    "field " + forbidden + " is not allowed in trailers: send it as a header");
        }
        out.put(LAST_CHUNK);
        trailers.writeTo(out);
        out.put(CRLF);
    }
}
