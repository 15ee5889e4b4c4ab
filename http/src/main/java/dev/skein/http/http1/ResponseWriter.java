package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.ByteSink;
import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import dev.skein.http.KnownField;
import dev.skein.http.LocalProtocolException;
import dev.skein.http.Status;

/// Responses to bytes, for one connection: [#begin], any [#informational], [#head], the body,
/// [#end]; and again.
///
/// It writes everything but the body itself. For each piece of the body call [#beforeData], send
/// the bytes yourself if [#wantsBody], call [#afterData]. When a method throws, the sink is as it
/// was before.
///
/// The writer owns the framing and the connection's fate: it drops `transfer-encoding` and
/// `connection` of the application (but for a `close`, which it obeys) and adds its own.
public final class ResponseWriter {
    private enum State {
        IDLE,
        BEGUN,
        BODY,
        COMPLETE
    }

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] CLOSE = bytes("connection: close\r\n");
    private static final byte[] KEEP_ALIVE = bytes("connection: keep-alive\r\n");
    private static final byte[] CLOSE_UPGRADE = bytes("connection: close, upgrade\r\n");
    private static final byte[] KEEP_ALIVE_UPGRADE = bytes("connection: keep-alive, upgrade\r\n");
    private static final byte[] UPGRADE = bytes("connection: upgrade\r\n");

    /// Fields of the application that do not go out: always, without a body, with another protocol.
    private static final KnownField[] OURS = {KnownField.TRANSFER_ENCODING, KnownField.CONNECTION};

    private static final KnownField[] ALL_FRAMING = {
        KnownField.CONTENT_LENGTH, KnownField.TRANSFER_ENCODING, KnownField.CONNECTION
    };
    private static final KnownField[] BODY_FRAMING = {
        KnownField.CONTENT_LENGTH, KnownField.TRANSFER_ENCODING
    };

    private final BodyFrame body = new BodyFrame();
    private State state = State.IDLE;
    private boolean headRequest;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private boolean keepAlive;
    private int status;

    /// A writer with nothing begun.
    public ResponseWriter() {}

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /// Begins the response to a request.
    ///
    /// @param headRequest whether the method is HEAD
    /// @param version of the request
    /// @param keepAlive whether both sides want the connection to persist until now
    public void begin(boolean headRequest, HttpVersion version, boolean keepAlive) {
        if (state != State.IDLE && state != State.COMPLETE) {
            throw new IllegalStateException(
                    "expected the response before to be complete, but it is " + state);
        }
        this.headRequest = headRequest;
        this.version = version;
        this.keepAlive = keepAlive;
        this.status = 0;
        body.begin(BodyFrame.Kind.NONE, 0);
        state = State.BEGUN;
    }

    /// Puts an interim response, such as 100 or 103.
    ///
    /// @throws LocalProtocolException when the status is not 100 or 102–199, or the client speaks
    ///     HTTP/1.0
    /// @throws IllegalStateException when the head has been put
    public void informational(ByteSink out, int status, Headers headers)
            throws LocalProtocolException {
        require(State.BEGUN);
        if (!Status.isInformational(status) || status == 101) {
            throw new LocalProtocolException(
                    "expected an interim status of 100 or 102 to 199, came " + status);
        }
        // RFC 9110 §15.2: "a server MUST NOT send a 1xx response to an HTTP/1.0 client."
        if (version == HttpVersion.HTTP_1_0) {
            throw new LocalProtocolException(
                    "status "
                            + status
                            + " for an HTTP/1.0 client, which knows no interim"
                            + " responses: send the final response only");
        }
        StatusLines.write(status, out);
        headers.writeTo(out, ALL_FRAMING);
        out.put(CRLF);
    }

    /// Puts the head.
    ///
    /// @param status 200–999, or 101, which completes the response and keeps the headers as they
    ///     are
    /// @param defaultFields field lines ready for the wire, each with its CRLF, such as `date` and
    ///     `server`; those that the application has set itself are left out
    /// @param contentLength of the whole body if it is known; -1 when it will be streamed: by the
    ///     application's content-length if it has set one, else in chunks, else (HTTP/1.0) until
    ///     the connection closes
    /// @throws LocalProtocolException when status or content-length are not right; the response is
    ///     still to be made
    /// @throws IllegalStateException when the head has been put, or nothing has been begun
    public void head(
            ByteSink out, int status, Headers headers, byte[] defaultFields, long contentLength)
            throws LocalProtocolException {
        require(State.BEGUN);
        if (status < 200 ? status != 101 : status > 999) {
            throw new LocalProtocolException(
                    "expected a status from 200 to 999, or 101, came " + status);
        }
        if (status == 101) {
            switchProtocols(out, headers, defaultFields);
            return;
        }
        long own = BodyFrame.ownLength(headers);
        boolean bodiless = headRequest || status == 204 || status == 304;
        if (own >= 0 && contentLength >= 0 && own != contentLength && !bodiless) {
            throw new LocalProtocolException(
                    "expected content-length "
                            + contentLength
                            + ", the length of the body, came "
                            + own
                            + ": leave the field to the server");
        }
        long length = own >= 0 ? own : contentLength;
        BodyFrame.Kind kind = bodiless ? BodyFrame.Kind.NONE : kind(length);
        this.status = status;
        keepAlive &= kind != BodyFrame.Kind.UNTIL_CLOSE && !closes(headers);
        body.begin(kind, length);
        StatusLines.write(status, out);
        putFields(out, headers);
        putDefaults(out, headers, defaultFields);
        putFraming(out, kind, own < 0 ? length : -1);
        putConnection(out, headers.has(KnownField.UPGRADE));
        out.put(CRLF);
        state = State.BODY;
    }

    private void switchProtocols(ByteSink out, Headers headers, byte[] defaultFields)
            throws LocalProtocolException {
        // RFC 9110 §15.2.2: "The server MUST generate an Upgrade header field in the response that
        // indicates which protocol(s) will be in effect after this response."
        if (version == HttpVersion.HTTP_1_0 || !headers.has(KnownField.UPGRADE)) {
            throw new LocalProtocolException(
                    "expected an upgrade field and an HTTP/1.1 client for status 101, came "
                            + headers
                            + " for "
                            + version);
        }
        status = 101;
        StatusLines.write(status, out);
        headers.writeTo(out, BODY_FRAMING);
        putDefaults(out, headers, defaultFields);
        out.put(CRLF);
        state = State.COMPLETE;
    }

    private BodyFrame.Kind kind(long length) {
        if (length >= 0) {
            return BodyFrame.Kind.FIXED;
        }
        // RFC 9112 §6.1: "A server MUST NOT send a response containing Transfer-Encoding unless the
        // corresponding request indicates HTTP/1.1 (or later minor revisions)."
        return version == HttpVersion.HTTP_1_1
                ? BodyFrame.Kind.CHUNKED
                : BodyFrame.Kind.UNTIL_CLOSE;
    }

    private static boolean closes(Headers headers) {
        return headers.has(KnownField.CONNECTION) && headers.hasToken("connection", "close");
    }

    private void putFields(ByteSink out, Headers headers) {
        // RFC 9110 §8.6: "A server MUST NOT send a Content-Length header field in any response with
        // a status code of 1xx (Informational) or 204 (No Content)."
        if (status == 204) {
            headers.writeTo(out, ALL_FRAMING);
        } else {
            headers.writeTo(out, OURS);
        }
    }

    private static void putDefaults(ByteSink out, Headers headers, byte[] fields) {
        if (!headers.has(KnownField.DATE) && !headers.has(KnownField.SERVER)) {
            out.put(fields);
            return;
        }
        for (int at = 0; at < fields.length; ) {
            int colon = at;
            while (fields[colon] != ':') {
                colon++;
            }
            int end = colon;
            while (fields[end++] != '\n') {
                // up to and over the LF
            }
            boolean date =
                    Grammar.equalsIgnoreCase(fields, at, colon, "date")
                            && headers.has(KnownField.DATE);
            boolean server =
                    Grammar.equalsIgnoreCase(fields, at, colon, "server")
                            && headers.has(KnownField.SERVER);
            if (!date && !server) {
                out.put(fields, at, end - at);
            }
            at = end;
        }
    }

    /// @param length to be put, or -1 when it is unknown or there already
    private void putFraming(ByteSink out, BodyFrame.Kind kind, long length) {
        if (kind == BodyFrame.Kind.CHUNKED) {
            BodyFrame.putChunked(out);
        } else if (length >= 0 && status != 204 && (status != 304 || length > 0)) {
            // A 304 with an empty body says nothing about the length of what has not been modified.
            BodyFrame.putLength(length, out);
        }
    }

    private void putConnection(ByteSink out, boolean upgrade) {
        // RFC 9112 §9.3: "A server that does not support persistent connections MUST send the
        // "close" connection option in every response message that does not have a 1xx
        // (Informational) status code."
        if (!keepAlive) {
            out.put(upgrade ? CLOSE_UPGRADE : CLOSE);
        } else if (version == HttpVersion.HTTP_1_0) {
            out.put(upgrade ? KEEP_ALIVE_UPGRADE : KEEP_ALIVE);
        } else if (upgrade) {
            // RFC 9110 §7.8: "A sender of Upgrade MUST also send an "Upgrade" connection option"
            out.put(UPGRADE);
        }
    }

    /// Whether body bytes go out; false for HEAD, 204 and 304, where they are only counted.
    public boolean wantsBody() {
        return state == State.BODY && body.kind() != BodyFrame.Kind.NONE;
    }

    /// Puts what precedes a piece of the body, if anything.
    ///
    /// @param length of the piece, more than 0
    /// @throws LocalProtocolException when the body becomes longer than its content-length; nothing
    ///     of this piece may be sent then
    public void beforeData(ByteSink out, long length) throws LocalProtocolException {
        require(State.BODY);
        body.before(out, length);
    }

    /// Puts what follows a piece of the body, if anything.
    public void afterData(ByteSink out) {
        require(State.BODY);
        body.after(out);
    }

    /// Ends the response.
    ///
    /// @param trailers go out after a chunked body; otherwise they are dropped
    /// @throws LocalProtocolException when the body is shorter than its content-length (the
    ///     connection must be closed then), or a field may not be a trailer
    public void end(ByteSink out, Headers trailers) throws LocalProtocolException {
        require(State.BODY);
        body.end(out, trailers);
        state = State.COMPLETE;
    }

    private void require(State expected) {
        if (state != expected) {
            throw new IllegalStateException(
                    "expected the response to be " + expected + ", but it is " + state);
        }
    }

    /// Whether the connection persists after this response.
    public boolean keepAlive() {
        return keepAlive;
    }

    /// Whether the final head has been put.
    public boolean headSent() {
        return state == State.BODY || state == State.COMPLETE;
    }

    /// Whether the response has been put to its end.
    public boolean complete() {
        return state == State.COMPLETE;
    }

    /// How many bytes of body have been counted, sent or not.
    public long bodyBytes() {
        return body.sent();
    }

    /// The final status, or 0 before its head.
    public int status() {
        return status;
    }
}
