package dev.skein.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.ByteSink;
import dev.skein.http.WebSocketProtocolException;
import dev.skein.http.websocket.Role;
import dev.skein.http.websocket.WebSocketEvent;
import dev.skein.http.websocket.WebSocketLimits;
import dev.skein.http.websocket.WebSocketParser;
import dev.skein.http.websocket.WebSocketScratch;
import dev.skein.http.websocket.WebSocketWriter;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// A masked text message of one frame, from bytes in a direct buffer to a checked string; sixteen in one buffer; per message.
///
/// The baseline knows where each payload is: it copies it, unmasks it byte by byte and makes a string. It reads no header, knows no
/// limit, and replaces what is not UTF-8 in place of refusing it.
@State(Scope.Thread)
public class FrameParsing extends Measured {
    private static final int FRAMES = 16;
    private static final int KEY = 0x1234_5678;

    /// Bytes of each payload.
    @Param({"16", "1024"})
    public int size;

    /// ASCII, or two of seven characters of two bytes.
    @Param({"ascii", "umlauts"})
    public String text = "";

    private final WebSocketScratch scratch = new WebSocketScratch();
    private final WebSocketParser parser =
            new WebSocketParser(Role.SERVER, WebSocketLimits.defaults(), null, scratch);
    private ByteBuffer frames = ByteBuffer.allocate(0);
    private byte[] payload = {};
    private int frameBytes;

    /// For JMH.
    @Setup
    public void prepare() {
        String unit =
                switch (text) {
                    case "ascii" -> "thread, ";
                    case "umlauts" -> "größe: ";
                    default -> throw new IllegalArgumentException(text);
                };
        byte[] many = unit.repeat(size).getBytes(UTF_8);
        ByteSink out = new ByteSink();
        WebSocketWriter writer = WebSocketWriter.client(null, null, scratch, () -> KEY);
        for (int i = 0; i < FRAMES; i++) {
            writer.text(new String(many, 0, size, UTF_8), out);
        }
        frames = Heads.direct(out.toByteArray());
        frameBytes = out.size() / FRAMES;
        payload = new byte[size];
        require(size, new String(many, 0, size, UTF_8).getBytes(UTF_8).length);
    }

    /// Skein's.
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void parser(Blackhole hole) throws WebSocketProtocolException {
        ByteBuffer in = frames.clear();
        int events = 0;
        for (WebSocketEvent event = parser.next(in); event != null; event = parser.next(in)) {
            hole.consume(event);
            events++;
        }
        require(FRAMES, events);
    }

    /// The baseline.
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void baselineByteByByte(Blackhole hole) {
        for (int i = 1; i <= FRAMES; i++) {
            frames.get(i * frameBytes - size, payload);
            for (int k = 0; k < size; k++) {
                payload[k] ^= (byte) (KEY >>> ((k & 3) << 3));
            }
            hole.consume(new String(payload, UTF_8));
        }
    }
}
