package dev.skein.http.http1;

import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import dev.skein.http.KnownField;
import dev.skein.http.RemoteProtocolException;
import org.jspecify.annotations.Nullable;

/// Bytes from a client to [RequestHead], [Data] and [End].
///
/// After the [End] of a request that asks for an upgrade or a tunnel the bytes that follow stay in
/// the input. If you do not switch protocols, call [#next] again: they are the next request.
public final class RequestParser extends MessageParser {
    private static final int MOST_EMPTY_LINES = 2;

    private int emptyLines;
    private StartLine.@Nullable Request line;

    /// A parser with scratch space of its own.
    public RequestParser(Http1Limits limits) {
        this(limits, new ParserScratch());
    }

    /// A parser that shares its scratch space with others of the same thread.
    public RequestParser(Http1Limits limits, ParserScratch scratch) {
        super(limits, scratch);
    }

    /// Tells that the input has ended.
    ///
    /// @throws RemoteProtocolException when it ended within a request
    public void eof() throws RemoteProtocolException {
        if (!isWhole()) {
            endOfConnection();
        }
    }

    @Override
    boolean mayStart() {
        return true;
    }

    @Override
    boolean startLine(byte[] bytes, int end) throws RemoteProtocolException {
        // RFC 9112 §2.2: "a server that is expecting to receive and parse a request-line SHOULD
        // ignore at least one empty line (CRLF) received prior to the request-line" - and we ignore
        // at most two.
        if (end == 0 && emptyLines < MOST_EMPTY_LINES) {
            emptyLines++;
            return false;
        }
        line = StartLine.request(bytes, end);
        return true;
    }

    @Override
    Event head(Headers headers) throws RemoteProtocolException {
        StartLine.Request start = line;
        if (start == null) {
            throw new IllegalStateException("expected a request line before the fields");
        }
        line = null;
        emptyLines = 0;
        HttpVersion version = start.version();
        requireHost(headers, version);
        long declared = Framing.declared(headers, version);
        // RFC 9112 §6.3: "If this is a request message and none of the above are true, then the
        // message body length is zero (no message body is present)."
        long length = declared == Framing.UNDECLARED ? 0 : declared;
        if (length != 0 && start.method().equals("CONNECT")) {
            // RFC 9110 §9.3.6: "A CONNECT request message does not have content."
            throw new RemoteProtocolException(400, "CONNECT with a body");
        }
        boolean expects = expectsContinue(headers, version) && length != 0;
        boolean keepAlive = Framing.keepAlive(headers, version);
        beginBody(length, false);
        return new RequestHead(
                start.method(),
                start.target(),
                version,
                headers,
                length,
                keepAlive,
                expects,
                upgrade(headers, version));
    }

    private static void requireHost(Headers headers, HttpVersion version)
            throws RemoteProtocolException {
        if (!headers.has(KnownField.HOST)) {
            // RFC 9112 §3.2: "A server MUST respond with a 400 (Bad Request) status code to any
            // HTTP/1.1 request message that lacks a Host header field"
            if (version == HttpVersion.HTTP_1_1) {
                throw new RemoteProtocolException(400, "host field is missing");
            }
            return;
        }
        // RFC 9112 §3.2: "... and to any request message that contains more than one Host header
        // field line or a Host header field with an invalid field value."
        if (headers.repeats(KnownField.HOST) || !headers.hasAuthority("host")) {
            throw Framing.error(
                    400,
                    "host field is repeated or not valid",
                    String.valueOf(headers.get("host")));
        }
    }

    private static boolean expectsContinue(Headers headers, HttpVersion version)
            throws RemoteProtocolException {
        // RFC 9110 §10.1.1: "A server that receives a 100-continue expectation in an HTTP/1.0
        // request MUST ignore that expectation."
        if (!headers.has(KnownField.EXPECT) || version == HttpVersion.HTTP_1_0) {
            return false;
        }
        String value = String.valueOf(headers.get("expect"));
        // RFC 9110 §10.1.1: "A server that receives an Expect field value containing a member other
        // than 100-continue MAY respond with a 417 (Expectation Failed) status code"
        if (headers.repeats(KnownField.EXPECT) || !value.equalsIgnoreCase("100-continue")) {
            throw Framing.error(417, "expect field other than 100-continue", value);
        }
        return true;
    }

    private static boolean upgrade(Headers headers, HttpVersion version) {
        // RFC 9110 §7.8: "A server MUST ignore an Upgrade header field that is received in an
        // HTTP/1.0 request."
        return headers.has(KnownField.UPGRADE)
                && version == HttpVersion.HTTP_1_1
                && headers.hasToken("connection", "upgrade");
    }

    @Override
    RemoteProtocolException translate(RemoteProtocolException e) {
        return e;
    }
}
