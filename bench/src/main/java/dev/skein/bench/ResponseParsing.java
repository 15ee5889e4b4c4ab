package dev.skein.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.Data;
import dev.skein.http.http1.End;
import dev.skein.http.http1.Event;
import dev.skein.http.http1.Http1Limits;
import dev.skein.http.http1.ResponseParser;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// A response, from bytes in a direct buffer to the events of a client's parser, its body copied into arrays of its own.
///
/// The baseline finds where the head ends and does nothing else: no field is split, checked or kept, no body is read. There is
/// nothing pipelined here, for Skein's client does not do that.
@State(Scope.Thread)
public class ResponseParsing extends Measured {
    private static final int PIECE = 100;
    private static final int CHUNKS = 16;
    private static final int CHUNK_BYTES = 64;

    /// A short text with few fields, a page of 1 KiB with many, or 1 KiB in sixteen chunks.
    @Param({"short", "page", "chunked"})
    public String response = "";

    private final ResponseParser parser = new ResponseParser(Http1Limits.defaults());
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int bodyBytes;

    /// For JMH.
    @Setup
    public void prepare() {
        String body =
                switch (response) {
                    case "short" -> "Hello, world\n";
                    case "page", "chunked" -> "x".repeat(CHUNKS * CHUNK_BYTES);
                    default -> throw new IllegalArgumentException(response);
                };
        String message =
                switch (response) {
                    case "short" -> head(FEW_FIELDS, "Content-Length: " + body.length()) + body;
                    case "page" -> head(MANY_FIELDS, "Content-Length: " + body.length()) + body;
                    default -> head(FEW_FIELDS, "Transfer-Encoding: chunked") + chunked(body);
                };
        bytes = Heads.direct(message.getBytes(ISO_8859_1));
        bodyBytes = body.length();
    }

    private static String head(String fields, String framing) {
        return ("HTTP/1.1 200 OK\n" + fields + framing + "\n\n").replace("\n", "\r\n");
    }

    private static String chunked(String body) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < body.length(); i += CHUNK_BYTES) {
            out.append(Integer.toHexString(CHUNK_BYTES)).append("\r\n");
            out.append(body, i, i + CHUNK_BYTES).append("\r\n");
        }
        return out.append("0\r\n\r\n").toString();
    }

    /// All bytes at once.
    @Benchmark
    public void whole(Blackhole hole) throws RemoteProtocolException {
        parser.begin("GET");
        require(bodyBytes, parse(bytes.clear(), hole));
    }

    /// 100 bytes at a time.
    @Benchmark
    public void pieces(Blackhole hole) throws RemoteProtocolException {
        parser.begin("GET");
        ByteBuffer in = bytes;
        int body = 0;
        for (int from = 0; from < in.capacity(); from += PIECE) {
            body += parse(in.limit(Math.min(from + PIECE, in.capacity())).position(from), hole);
        }
        require(bodyBytes, body);
    }

    /// Returns how many bytes of the body came.
    private int parse(ByteBuffer in, Blackhole hole) throws RemoteProtocolException {
        int body = 0;
        for (Event event = parser.next(in); event != null; event = parser.next(in)) {
            hole.consume(event);
            if (event instanceof Data data) {
                body += data.bytes().length;
            }
            if (event instanceof End) {
                break;
            }
        }
        return body;
    }

    /// The baseline.
    @Benchmark
    public int baselineEndOfHead() {
        return Heads.end(bytes);
    }

    private static final String FEW_FIELDS =
            """
            Date: Sun, 22 Nov 2026 01:12:38 GMT
            Server: skein
            Content-Type: text/plain; charset=utf-8
            """;

    private static final String MANY_FIELDS =
            """
            Date: Sun, 22 Nov 2026 01:12:38 GMT
            Server: nginx
            Content-Type: text/html; charset=utf-8
            Last-Modified: Sat, 21 Nov 2026 18:00:00 GMT
            ETag: "6920f1c5-3a7b"
            Vary: Accept-Encoding, Cookie
            Cache-Control: private, max-age=0, must-revalidate
            Strict-Transport-Security: max-age=31536000; includeSubDomains
            X-Content-Type-Options: nosniff
            X-Frame-Options: SAMEORIGIN
            Referrer-Policy: strict-origin-when-cross-origin
            Content-Security-Policy: default-src 'self'; img-src 'self' data:; frame-ancestors 'none'
            Set-Cookie: session=0123456789abcdef0123456789abcdef; Path=/; Secure; HttpOnly; SameSite=Lax
            Connection: keep-alive
            """;
}
