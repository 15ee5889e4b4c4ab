package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.Grammar;
import dev.skein.http.HttpVersion;
import dev.skein.http.RemoteProtocolException;

/// Request lines and status lines (RFC 9112 §3, §4). The bytes are the line without its CRLF, from
/// 0 to `end`.
final class StartLine {
    private static final int LONGEST_METHOD = 64;

    private StartLine() {}

    /// A request line.
    record Request(String method, RequestTarget target, HttpVersion version) {}

    /// A status line.
    record Response(HttpVersion version, int status, String reason) {}

    static Request request(byte[] line, int end) throws RemoteProtocolException {
        int methodEnd = 0;
        while (methodEnd < end && Grammar.isToken(line[methodEnd])) {
            methodEnd++;
        }
        if (methodEnd == 0 || methodEnd == end || line[methodEnd] != ' ') {
            throw error(400, "request line does not start with a method and a space", line, end);
        }
        // RFC 9112 §3: "A server that receives a method longer than any that it implements SHOULD
        // respond with a 501 (Not Implemented) status code."
        if (methodEnd > LONGEST_METHOD) {
            throw error(501, "method longer than " + LONGEST_METHOD + " bytes", line, end);
        }
        int targetStart = methodEnd + 1;
        int targetEnd = targetStart;
        while (targetEnd < end && line[targetEnd] != ' ') {
            targetEnd++;
        }
        if (targetEnd == end) {
            throw error(400, "request line without a version", line, end);
        }
        String method = method(line, methodEnd);
        // The version first: the preface of HTTP/2 is to hear that it is the version that does not
        // fit.
        HttpVersion version = version(line, targetEnd + 1, end, end);
        return new Request(
                method, RequestTarget.parse(method, line, targetStart, targetEnd), version);
    }

    static Response response(byte[] line, int end) throws RemoteProtocolException {
        int versionEnd = Math.min(8, end);
        HttpVersion version = version(line, 0, versionEnd, end);
        // RFC 9112 §4: "status-line = HTTP-version SP status-code SP [ reason-phrase ]" - the
        // second space is often left out with an empty reason, and nothing depends on it.
        if (end < 12 || line[8] != ' ' || (end > 12 && line[12] != ' ')) {
            throw error(400, "status line without a status of three digits", line, end);
        }
        int status = 0;
        for (int i = 9; i < 12; i++) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9) {
                throw error(400, "status line without a status of three digits", line, end);
            }
            status = status * 10 + digit;
        }
        if (status < 100) {
            throw error(400, "status below 100", line, end);
        }
        for (int i = 13; i < end; i++) {
            if (!Grammar.isFieldValue(line[i])) {
                throw error(400, "reason contains a forbidden byte", line, end);
            }
        }
        return new Response(
                version, status, end > 13 ? new String(line, 13, end - 13, ISO_8859_1) : "");
    }

    private static HttpVersion version(byte[] line, int from, int to, int end)
            throws RemoteProtocolException {
        boolean shape =
                to - from == 8
                        && line[from] == 'H'
                        && line[from + 1] == 'T'
                        && line[from + 2] == 'T'
                        && line[from + 3] == 'P'
                        && line[from + 4] == '/'
                        && isDigit(line[from + 5])
                        && line[from + 6] == '.'
                        && isDigit(line[from + 7]);
        if (!shape) {
            // RFC 9112 §2.3: "HTTP-version is case-sensitive."
            throw error(400, "version is not of the form HTTP/1.1", line, end);
        }
        int number = (line[from + 5] - '0') * 10 + line[from + 7] - '0';
        return switch (number) {
            case 11 -> HttpVersion.HTTP_1_1;
            case 10 -> HttpVersion.HTTP_1_0;
            // RFC 9110 §15.6.6: "The 505 (HTTP Version Not Supported) status code indicates that
            // the server does not support, or refuses to support, the major version of HTTP that
            // was used in the request message."
            default -> throw error(505, "version is neither HTTP/1.1 nor HTTP/1.0", line, end);
        };
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /// The usual methods are constants; others cost a string.
    private static String method(byte[] line, int end) {
        String usual =
                switch (end) {
                    case 3 -> line[0] == 'G' ? "GET" : "PUT";
                    case 4 -> line[0] == 'P' ? "POST" : "HEAD";
                    case 5 -> line[0] == 'P' ? "PATCH" : "TRACE";
                    case 6 -> "DELETE";
                    case 7 -> line[0] == 'O' ? "OPTIONS" : "CONNECT";
                    default -> "";
                };
        for (int i = 0; i < usual.length(); i++) {
            if (line[i] != usual.charAt(i)) {
                return new String(line, 0, end, ISO_8859_1);
            }
        }
        return usual.isEmpty() ? new String(line, 0, end, ISO_8859_1) : usual;
    }

    private static RemoteProtocolException error(int status, String message, byte[] line, int end) {
        return new RemoteProtocolException(status, message, line, 0, end);
    }
}
