package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import dev.skein.http.KnownField;
import dev.skein.http.RemoteProtocolException;
import java.util.List;

/// Where a message's body ends, and whether the connection outlives it (RFC 9112 §6, §9).
final class Framing {
    /// Neither a length nor a coding is declared.
    static final long UNDECLARED = -3;

    private static final long CHUNKED = RequestHead.CHUNKED;

    private Framing() {}

    /// The declared body length: a content-length, [#CHUNKED] or [#UNDECLARED].
    static long declared(Headers headers, HttpVersion version) throws RemoteProtocolException {
        boolean length = headers.has(KnownField.CONTENT_LENGTH);
        if (!headers.has(KnownField.TRANSFER_ENCODING)) {
            return length ? contentLength(headers) : UNDECLARED;
        }
        // RFC 9112 §6.1: "A server or client that receives an HTTP/1.0 message containing a
        // Transfer-Encoding header field MUST treat the message as if the framing is faulty"
        if (version == HttpVersion.HTTP_1_0) {
            throw error(
                    400,
                    "transfer-encoding in an HTTP/1.0 message",
                    String.valueOf(headers.get("transfer-encoding")));
        }
        // RFC 9112 §6.1: "A server MAY reject a request that contains both Content-Length and
        // Transfer-Encoding"
        if (length) {
            throw error(
                    400,
                    "both content-length and transfer-encoding",
                    String.valueOf(headers.get("transfer-encoding")));
        }
        requireChunked(headers);
        return CHUNKED;
    }

    private static long contentLength(Headers headers) throws RemoteProtocolException {
        String value = String.valueOf(headers.get("content-length"));
        // RFC 9112 §6.3: "If a message is received without Transfer-Encoding and with an invalid
        // Content-Length header field, then the message framing is invalid and the recipient MUST
        // treat it as an unrecoverable error" - the same number twice would be allowed; we do not
        // guess.
        if (headers.repeats(KnownField.CONTENT_LENGTH)) {
            throw error(400, "content-length more than once", value);
        }
        long length = Grammar.decimal(value);
        if (length < 0) {
            throw error(400, "content-length is not a number that can be", value);
        }
        return length;
    }

    private static void requireChunked(Headers headers) throws RemoteProtocolException {
        String value = String.valueOf(headers.get("transfer-encoding"));
        if (!headers.repeats(KnownField.TRANSFER_ENCODING) && value.equalsIgnoreCase("chunked")) {
            return;
        }
        List<String> lines = headers.getAll("transfer-encoding");
        boolean chunked = false;
        for (String line : lines) {
            for (String coding : line.split(",", -1)) {
                String name = trim(coding);
                // RFC 9112 §6.3: "If a Transfer-Encoding header field is present in a request and
                // the chunked transfer coding is not the final encoding, the message body length
                // cannot be determined reliably; the server MUST respond with the 400 (Bad Request)
                // status code and then close the connection."
                if (chunked || !Grammar.isToken(name)) {
                    throw error(400, "transfer-encoding is not a single chunked", value);
                }
                chunked = name.equalsIgnoreCase("chunked");
            }
        }
        // RFC 9112 §6.1: "A server that receives a request message with a transfer coding it does
        // not understand SHOULD respond with 501 (Not Implemented)."
        throw error(501, "transfer-encoding other than chunked", value);
    }

    private static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && (text.charAt(from) == ' ' || text.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (text.charAt(to - 1) == ' ' || text.charAt(to - 1) == '\t')) {
            to--;
        }
        return text.substring(from, to);
    }

    static boolean keepAlive(Headers headers, HttpVersion version) {
        boolean modern = version == HttpVersion.HTTP_1_1;
        if (!headers.has(KnownField.CONNECTION)) {
            return modern;
        }
        // RFC 9112 §9.3: "If the "close" connection option is present (Section 9.6), the connection
        // will not persist after the current response; else, ..."
        if (headers.hasToken("connection", "close")) {
            return false;
        }
        return modern || headers.hasToken("connection", "keep-alive");
    }

    static RemoteProtocolException error(int status, String message, String value) {
        byte[] bytes = value.getBytes(ISO_8859_1);
        return new RemoteProtocolException(status, message, bytes, 0, bytes.length);
    }
}
