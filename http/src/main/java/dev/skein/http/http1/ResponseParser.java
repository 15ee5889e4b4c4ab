package dev.skein.http.http1;

import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import dev.skein.http.KnownField;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.Status;
import org.jspecify.annotations.Nullable;

/// Bytes from a server to [ResponseHead], [Data] and [End].
///
/// Call [#begin] for each request, before its response is read. Without a request outstanding, and
/// after a 101, [#next] returns null and consumes nothing: bytes that are left then belong to
/// another protocol, or come from a server that talks out of turn and must not be used again.
///
/// Interim responses (1xx) are heads without an [End]. All errors have status 502.
public final class ResponseParser extends MessageParser {
    private @Nullable String method;
    private StartLine.@Nullable Response line;

    /// A parser with scratch space of its own.
    public ResponseParser(Http1Limits limits) {
        this(limits, new ParserScratch());
    }

    /// A parser that shares its scratch space with others of the same thread.
    public ResponseParser(Http1Limits limits, ParserScratch scratch) {
        super(limits, scratch);
    }

    /// Announces the response to a request.
    ///
    /// @param requestMethod decides whether there is a body: not for HEAD, nor for a successful
    ///     CONNECT
    /// @throws IllegalStateException when another response is still to come or being read
    public void begin(String requestMethod) {
        if (method != null || !idle()) {
            throw new IllegalStateException(
                    "expected the response before to be complete, but it is not");
        }
        method = requestMethod;
    }

    /// Tells that the input has ended.
    ///
    /// @return the end of a body that lasts until then, or null when no response was being read
    /// @throws RemoteProtocolException when it ended within a response
    public @Nullable Event eof() throws RemoteProtocolException {
        return endOfConnection();
    }

    @Override
    boolean mayStart() {
        return method != null;
    }

    @Override
    boolean startLine(byte[] bytes, int end) throws RemoteProtocolException {
        line = StartLine.response(bytes, end);
        return true;
    }

    @Override
    Event head(Headers headers) throws RemoteProtocolException {
        StartLine.Response start = line;
        String request = method;
        if (start == null || request == null) {
            throw new IllegalStateException(
                    "expected a request and a status line before the fields");
        }
        line = null;
        int status = start.status();
        boolean interim = Status.isInformational(status);
        if (!interim || status == 101) {
            method = null;
        }
        long length = bodyLength(request, start, headers);
        boolean keepAlive =
                length != ResponseHead.UNTIL_CLOSE
                        && Framing.keepAlive(headers, start.version())
                        && !isSuspicious(status, headers);
        beginBody(length, interim);
        return new ResponseHead(
                status, start.reason(), start.version(), headers, length, keepAlive);
    }

    private static long bodyLength(String request, StartLine.Response start, Headers headers)
            throws RemoteProtocolException {
        int status = start.status();
        // RFC 9112 §6.3: "Any response to a HEAD request and any response with a 1xx
        // (Informational), 204 (No Content), or 304 (Not Modified) status code is always terminated
        // by the first empty line after the header fields, regardless of the header fields present
        // in the message"
        if (request.equals("HEAD")
                || Status.isInformational(status)
                || status == 204
                || status == 304) {
            return 0;
        }
        // RFC 9112 §6.3: "Any 2xx (Successful) response to a CONNECT request implies that the
        // connection will become a tunnel immediately after the empty line that concludes the
        // header fields."
        if (request.equals("CONNECT") && status >= 200 && status < 300) {
            return 0;
        }
        HttpVersion version = start.version();
        long declared = Framing.declared(headers, version);
        // RFC 9112 §6.3: "Otherwise, this is a response message without a declared message body
        // length, so the message body length is determined by the number of octets received prior
        // to the server closing the connection."
        return declared == Framing.UNDECLARED ? ResponseHead.UNTIL_CLOSE : declared;
    }

    /// RFC 9112 §6.1: "A server MUST NOT send a Transfer-Encoding header field in any response with
    /// a status code of 1xx (Informational) or 204 (No Content)." - one that does may send a body
    /// as well, so it is not used again.
    private static boolean isSuspicious(int status, Headers headers) {
        return (status == 204 || Status.isInformational(status))
                && (headers.has(KnownField.TRANSFER_ENCODING)
                        || (headers.has(KnownField.CONTENT_LENGTH)
                                && !"0".equals(headers.get("content-length"))));
    }

    @Override
    RemoteProtocolException translate(RemoteProtocolException e) {
        return e.withStatus(502);
    }
}
