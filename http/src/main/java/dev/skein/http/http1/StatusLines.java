package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.ByteSink;
import dev.skein.http.Status;

/// Status lines with their CRLF, ready for the wire.
///
/// They say HTTP/1.1 to everybody. RFC 9110 §6.2: "A server SHOULD send a response version equal to
/// the highest version to which the server is conformant"
final class StatusLines {
    private static final byte[][] LINES = new byte[600][];

    static {
        for (int status = 100; status < LINES.length; status++) {
            LINES[status] =
                    ("HTTP/1.1 " + status + " " + Status.reason(status) + "\r\n")
                            .getBytes(ISO_8859_1);
        }
    }

    private StatusLines() {}

    static void write(int status, ByteSink out) {
        if (status < LINES.length) {
            out.put(LINES[status]);
            return;
        }
        out.putAscii("HTTP/1.1 ");
        out.putDecimal(status);
        out.putAscii(" \r\n");
    }
}
