package dev.skein.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.Event;
import dev.skein.http.http1.Http1Limits;
import dev.skein.http.http1.RequestParser;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// A GET, from bytes in a direct buffer, as the loop reads them, to the events of a server's parser; per request.
///
/// The baseline finds where the head ends and does nothing else: no field is split, checked or kept.
@State(Scope.Thread)
public class RequestParsing extends Measured {
    private static final int PIPELINED = 16;
    private static final int PIECE = 100;

    /// A head and an end.
    private static final int EVENTS = 2;

    /// Whose request: the few fields of a tool, or the many of a browser.
    @Param({"curl", "browser"})
    public String from = "";

    private final RequestParser parser = new RequestParser(Http1Limits.defaults());
    private ByteBuffer one = ByteBuffer.allocate(0);
    private ByteBuffer many = ByteBuffer.allocate(0);

    /// For JMH.
    @Setup
    public void prepare() {
        String request =
                switch (from) {
                    case "curl" -> Heads.CURL;
                    case "browser" -> Heads.BROWSER;
                    default -> throw new IllegalArgumentException(from);
                };
        one = Heads.direct(request.getBytes(ISO_8859_1));
        many = Heads.direct(request.repeat(PIPELINED).getBytes(ISO_8859_1));
    }

    /// All bytes at once.
    @Benchmark
    public void whole(Blackhole hole) throws RemoteProtocolException {
        require(EVENTS, parse(one.clear(), hole));
    }

    /// 100 bytes at a time.
    @Benchmark
    public void pieces(Blackhole hole) throws RemoteProtocolException {
        ByteBuffer in = one;
        int events = 0;
        for (int from = 0; from < in.capacity(); from += PIECE) {
            events += parse(in.limit(Math.min(from + PIECE, in.capacity())).position(from), hole);
        }
        require(EVENTS, events);
    }

    /// Sixteen requests in one buffer.
    @Benchmark
    @OperationsPerInvocation(PIPELINED)
    public void pipelined(Blackhole hole) throws RemoteProtocolException {
        require(EVENTS * PIPELINED, parse(many.clear(), hole));
    }

    private int parse(ByteBuffer in, Blackhole hole) throws RemoteProtocolException {
        int events = 0;
        for (Event event = parser.next(in); event != null; event = parser.next(in)) {
            hole.consume(event);
            events++;
        }
        return events;
    }

    /// The baseline.
    @Benchmark
    public int baselineEndOfHead() {
        return Heads.end(one);
    }
}
