package dev.skein.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.WebSocketProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a parser tells of some bytes: events, then perhaps an error.
record Reading(List<WebSocketEvent> events, @Nullable WebSocketProtocolException error) {
    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /// An unmasked frame.
    ///
    /// @param first FIN, RSV and opcode
    static byte[] frame(int first, byte[] payload) {
        return frame(first, payload, false, 0);
    }

    /// A frame as a client sends it.
    static byte[] masked(int first, byte[] payload, int key) {
        return frame(first, payload, true, key);
    }

    /// A frame built by the RFC's words alone, not by the code under test.
    private static byte[] frame(int first, byte[] payload, boolean mask, int key) {
        ByteBuffer out = ByteBuffer.allocate(14 + payload.length);
        int bit = mask ? 0x80 : 0;
        out.put((byte) first);
        if (payload.length < 126) {
            out.put((byte) (bit | payload.length));
        } else if (payload.length < 65536) {
            out.put((byte) (bit | 126)).putShort((short) payload.length);
        } else {
            out.put((byte) (bit | 127)).putLong(payload.length);
        }
        if (mask) {
            out.putInt(key);
        }
        for (int i = 0; i < payload.length; i++) {
            int j = key >>> 24 - 8 * (i % 4);
            out.put((byte) (mask ? payload[i] ^ j : payload[i]));
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    static byte[] join(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    static Reading of(WebSocketParser parser, byte[] all, int... cuts) {
        return of(parser, false, all, cuts);
    }

    /// Feeds the bytes cut at these places, from buffers that do not begin at 0.
    static Reading of(WebSocketParser parser, boolean direct, byte[] all, int... cuts) {
        List<WebSocketEvent> events = new ArrayList<>();
        int from = 0;
        try {
            for (int i = 0; i <= cuts.length; i++) {
                int to = i == cuts.length ? all.length : cuts[i];
                ByteBuffer in =
                        direct
                                ? ByteBuffer.allocateDirect(to - from + 3)
                                : ByteBuffer.allocate(to - from + 3);
                in.put(3, all, from, to - from).position(3);
                WebSocketEvent event = parser.next(in);
                while (event != null) {
                    events.add(event);
                    event = parser.next(in);
                }
                // All is consumed, and not a byte of the caller's is changed.
                if (in.hasRemaining()
                        || !in.position(3).equals(ByteBuffer.wrap(all, from, to - from))) {
                    throw new AssertionError("bytes left, or changed");
                }
                from = to;
            }
            return new Reading(events, null);
        } catch (WebSocketProtocolException e) {
            assertThat(e).message().hasSizeLessThanOrEqualTo(123).isPrintable();
            assertThat(parser.idle()).isFalse();
            return new Reading(events, e);
        }
    }

    /// Reads the bytes as a whole, byte by byte and cut in two anywhere, and finds no difference.
    static Reading anyhow(Supplier<WebSocketParser> parsers, byte[] all) {
        Reading whole = read(parsers, false, all);
        read(parsers, true, all).assertLike(whole);
        read(parsers, false, all, each(all.length)).assertLike(whole);
        int step = all.length < 400 ? 1 : all.length / 50;
        for (int cut = 0; cut <= all.length; cut += step) {
            read(parsers, cut % 2 == 0, all, cut).assertLike(whole);
        }
        return whole;
    }

    private static Reading read(
            Supplier<WebSocketParser> parsers, boolean direct, byte[] all, int... cuts) {
        try (WebSocketParser parser = parsers.get()) {
            return of(parser, direct, all, cuts);
        }
    }

    static int[] each(int length) {
        int[] cuts = new int[length];
        for (int i = 0; i < length; i++) {
            cuts[i] = i;
        }
        return cuts;
    }

    private void assertLike(Reading that) {
        assertThat(events).isEqualTo(that.events);
        assertThat(code()).isEqualTo(that.code());
        assertThat(reason()).isEqualTo(that.reason());
    }

    /// The code of the error, 0 if there was none.
    int code() {
        return error == null ? 0 : error.closeCode();
    }

    String reason() {
        return error == null ? "" : String.valueOf(error.getMessage());
    }

    WebSocketEvent only() {
        assertThat(error).isNull();
        assertThat(events).hasSize(1);
        return events.getFirst();
    }
}
