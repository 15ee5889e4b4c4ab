package dev.skein.bench;

import dev.skein.http.ByteSink;
import dev.skein.http.websocket.WebSocketScratch;
import dev.skein.http.websocket.WebSocketWriter;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A client's binary frame: header, key, payload copied and masked (RFC 6455 §5.3). Where the key comes from is left out.
///
/// The baselines are the same frame of a server, which is the copy without a mask, and the same copy masked byte by byte.
@State(Scope.Thread)
public class Masking extends Measured {
    private static final int HEADER_AND_KEY = 8;

    /// Bytes of the payload.
    @Param({"16", "1024", "65536"})
    public int size;

    private byte[] payload = {};
    private int key = 0x1234_5678;
    private final WebSocketScratch scratch = new WebSocketScratch();
    private final WebSocketWriter client =
            WebSocketWriter.client(null, null, scratch, () -> key = key * 31 + 7);
    private final WebSocketWriter server = WebSocketWriter.server(null, null, scratch);
    private final ByteSink out = new ByteSink(1 << 17);

    /// For JMH.
    @Setup
    public void prepare() {
        payload = new byte[size];
        new Random(1).nextBytes(payload);
    }

    /// Skein's.
    @Benchmark
    public byte[] masked() {
        out.clear();
        client.binary(payload, out);
        return out.array();
    }

    /// A baseline.
    @Benchmark
    public byte[] baselineUnmasked() {
        out.clear();
        server.binary(payload, out);
        return out.array();
    }

    /// A baseline.
    @Benchmark
    public byte[] baselineByteByByte() {
        key = key * 31 + 7;
        byte[] bytes = out.array();
        System.arraycopy(payload, 0, bytes, HEADER_AND_KEY, payload.length);
        for (int i = 0; i < payload.length; i++) {
            bytes[HEADER_AND_KEY + i] ^= (byte) (key >>> ((i & 3) << 3));
        }
        return bytes;
    }
}
