package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.ByteSink;
import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.http.KnownField;
import dev.skein.http.LocalProtocolException;
import dev.skein.http.RemoteProtocolException;

/// Requests to bytes, for one connection: [#head], the body, [#end]; and again. Always HTTP/1.1.
///
/// It writes everything but the body itself, and adds nothing but the framing. For each piece of
/// the body call [#beforeData], send the bytes yourself, call [#afterData]. When a method throws,
/// the sink is as it was before.
public final class RequestWriter {
    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(ISO_8859_1);
    private static final byte[] CRLF = {'\r', '\n'};

    private static final KnownField[] OURS = {KnownField.TRANSFER_ENCODING};

    private final BodyFrame body = new BodyFrame();
    private boolean open;

    /// A writer with nothing begun.
    public RequestWriter() {}

    /// Puts the head. A `transfer-encoding` of the caller is dropped.
    ///
    /// @param target `/path?query`, `http://host/path`, `host:port` for CONNECT, or `*` for OPTIONS
    /// @param headers with exactly one valid Host field
    /// @param contentLength of the whole body if it is known, 0 for none; -1 when it will be
    ///     streamed: by the caller's content-length if there is one, else in chunks
    /// @throws LocalProtocolException when any of these is not fit to be sent
    /// @throws IllegalStateException when the request before is not complete
    public void head(
            ByteSink out, String method, String target, Headers headers, long contentLength)
            throws LocalProtocolException {
        if (open) {
            throw new IllegalStateException(
                    "expected the request before to be complete, but it is not");
        }
        requireMethod(method);
        requireTarget(method, target);
        requireHost(headers);
        long own = BodyFrame.ownLength(headers);
        if (own >= 0 && contentLength >= 0 && own != contentLength) {
            throw new LocalProtocolException(
                    "expected content-length "
                            + contentLength
                            + ", the length of the body, came "
                            + own);
        }
        long length = own >= 0 ? own : contentLength;
        // RFC 9110 §9.3.6: "A CONNECT request message does not have content."
        if (length != 0 && method.equals("CONNECT")) {
            throw new LocalProtocolException(
                    "expected no body for CONNECT, came one of length " + length);
        }
        body.begin(length < 0 ? BodyFrame.Kind.CHUNKED : BodyFrame.Kind.FIXED, length);
        out.putAscii(method);
        out.put(' ');
        out.putAscii(target);
        out.put(VERSION);
        headers.writeTo(out, OURS);
        putFraming(out, method, own, length);
        out.put(CRLF);
        open = true;
    }

    private static void requireMethod(String method) throws LocalProtocolException {
        if (!Grammar.isToken(method)) {
            throw new LocalProtocolException(
                    "expected a method of letters, such as GET, came \""
                            + Escapes.escape(method, 100)
                            + '"');
        }
    }

    private static void requireTarget(String method, String target) throws LocalProtocolException {
        // What is above 0xFF becomes a '?' in the bytes, so it is refused by itself below.
        byte[] bytes = target.getBytes(ISO_8859_1);
        boolean ascii = target.chars().allMatch(c -> c < 0x80);
        try {
            RequestTarget.parse(method, bytes, 0, bytes.length);
        } catch (RemoteProtocolException e) {
            throw new LocalProtocolException(
                    e.getMessage() + ": \"" + Escapes.escape(target, 100) + '"');
        }
        if (!ascii) {
            throw new LocalProtocolException(
                    "target contains a character that is not ASCII: \""
                            + Escapes.escape(target, 100)
                            + "\": percent-encode it");
        }
    }

    private static void requireHost(Headers headers) throws LocalProtocolException {
        // RFC 9110 §7.2: "A user agent MUST generate a Host header field in a request unless it
        // sends that information as an ":authority" pseudo-header field."
        if (!headers.has(KnownField.HOST)
                || headers.repeats(KnownField.HOST)
                || !headers.hasAuthority("host")) {
            throw new LocalProtocolException(
                    "expected exactly one valid host field, came " + headers.getAll("host"));
        }
    }

    private static void putFraming(ByteSink out, String method, long own, long length) {
        if (length < 0) {
            BodyFrame.putChunked(out);
            return;
        }
        // RFC 9110 §8.6: "A user agent SHOULD send Content-Length in a request when the method
        // defines a meaning for enclosed content and it is not sending Transfer-Encoding."
        boolean meaning = method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
        if (own < 0 && (length > 0 || meaning)) {
            BodyFrame.putLength(length, out);
        }
    }

    /// Puts what precedes a piece of the body, if anything.
    ///
    /// @param length of the piece, more than 0
    /// @throws LocalProtocolException when the body becomes longer than its content-length
    public void beforeData(ByteSink out, long length) throws LocalProtocolException {
        requireOpen();
        body.before(out, length);
    }

    /// Puts what follows a piece of the body, if anything.
    public void afterData(ByteSink out) {
        requireOpen();
        body.after(out);
    }

    /// Ends the request.
    ///
    /// @param trailers go out after a chunked body; otherwise they are dropped
    /// @throws LocalProtocolException when the body is shorter than its content-length (the
    ///     connection must be closed then), or a field may not be a trailer
    public void end(ByteSink out, Headers trailers) throws LocalProtocolException {
        requireOpen();
        body.end(out, trailers);
        open = false;
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException(
                    "expected a head before the body and its end, but there is none");
        }
    }

    /// Whether the request has been put to its end, or none has been begun.
    public boolean complete() {
        return !open;
    }

    /// How many bytes of body have been counted.
    public long bodyBytes() {
        return body.sent();
    }
}
