package dev.skein.http.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.multipart.MultipartEvent.End;
import dev.skein.http.multipart.MultipartEvent.PartData;
import dev.skein.http.multipart.MultipartEvent.PartEnd;
import dev.skein.http.multipart.MultipartEvent.PartHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything a parser says about a body, with the data of each part joined.
///
/// @param closed whether the closing boundary has come
/// @param error what ended the parsing, at the end of the body too; or null
record Transcript(List<Part> parts, boolean closed, @Nullable Failure error) {
    static final String FIELD = "Content-Disposition: form-data; name=\"a\"\r\n";

    private static final int EVERY_SPLIT_UP_TO = 2000;

    /// @param complete whether its end has come
    record Part(
            Headers headers,
            @Nullable ContentDisposition disposition,
            String data,
            boolean complete) {
        @Nullable String name() {
            return disposition == null ? null : disposition.name();
        }

        @Nullable String filename() {
            return disposition == null ? null : disposition.filename();
        }
    }

    record Failure(int status, @Nullable String message) {}

    interface Maker {
        MultipartParser make() throws RemoteProtocolException;
    }

    /// A part in a body with the boundary `b`.
    ///
    /// @param head lines with their CRLFs
    static String part(String head, String data) {
        return "--b\r\n" + head + "\r\n" + data + "\r\n";
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }

    static Transcript ofForm(String boundary, String body) {
        return everyWay(() -> MultipartParser.forForm(boundary, MultipartLimits.defaults()), body);
    }

    static Transcript of(String boundary, String body) {
        return of(boundary, MultipartLimits.defaults(), body);
    }

    static Transcript of(String boundary, MultipartLimits limits, String body) {
        return everyWay(() -> MultipartParser.of(boundary, limits), body);
    }

    /// The law: whole = byte by byte = any split.
    static Transcript everyWay(Maker maker, String body) {
        byte[] bytes = body.getBytes(ISO_8859_1);
        Transcript whole = read(maker, bytes, false);
        for (int size : new int[] {1, 2, 3, 7, 64}) {
            assertThat(read(maker, bytes, size % 2 == 0, every(size, bytes.length)))
                    .as(size + " at a time")
                    .isEqualTo(whole);
        }
        int stride = bytes.length <= EVERY_SPLIT_UP_TO ? 1 : 1 + bytes.length / 300;
        for (int cut = 0; cut <= bytes.length; cut += stride) {
            assertThat(read(maker, bytes, cut % 2 == 0, cut)).as("cut at " + cut).isEqualTo(whole);
        }
        return whole;
    }

    private static int[] every(int size, int length) {
        int[] cuts = new int[length / size];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = i * size;
        }
        return cuts;
    }

    /// Feeds the bytes cut at these places, from buffers that do not begin at 0.
    static Transcript read(Maker maker, byte[] bytes, boolean direct, int... cuts) {
        List<MultipartEvent> events = new ArrayList<>();
        Failure failure = null;
        MultipartParser parser = null;
        try {
            parser = maker.make();
            int from = 0;
            for (int i = 0; i <= cuts.length; i++) {
                int to = i == cuts.length ? bytes.length : cuts[i];
                feed(parser, piece(bytes, from, to - from, direct), events);
                from = to;
            }
            parser.end();
        } catch (RemoteProtocolException e) {
            failure = new Failure(e.status(), e.getMessage());
            assertFailedForGood(parser, e);
        }
        return of(events, failure);
    }

    private static void feed(MultipartParser parser, ByteBuffer in, List<MultipartEvent> events)
            throws RemoteProtocolException {
        int limit = in.limit();
        MultipartEvent event = parser.next(in);
        while (event != null) {
            events.add(event);
            event = parser.next(in);
        }
        assertThat(in.position()).isEqualTo(limit);
        assertThat(in.limit()).isEqualTo(limit);
    }

    private static void assertFailedForGood(
            @Nullable MultipartParser parser, RemoteProtocolException error) {
        if (parser == null) {
            return;
        }
        ByteBuffer more = ByteBuffer.wrap("--b--".getBytes(ISO_8859_1));
        RemoteProtocolException again = null;
        try {
            parser.next(more);
        } catch (RemoteProtocolException e) {
            again = e;
        }
        assertThat(again).isSameAs(error);
        assertThat(more.position()).isZero();
    }

    private static ByteBuffer piece(byte[] bytes, int from, int length, boolean direct) {
        ByteBuffer piece =
                direct ? ByteBuffer.allocateDirect(length + 3) : ByteBuffer.allocate(length + 3);
        return piece.position(3).put(bytes, from, length).position(3).asReadOnlyBuffer();
    }

    private static Transcript of(List<MultipartEvent> events, @Nullable Failure failure) {
        List<Part> parts = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        boolean closed = false;
        for (MultipartEvent event : events) {
            assertThat(closed).isFalse();
            switch (event) {
                case PartHead(Headers headers, ContentDisposition disposition) -> {
                    assertThat(parts.isEmpty() || parts.getLast().complete()).isTrue();
                    parts.add(new Part(headers, disposition, "", false));
                    data.setLength(0);
                }
                case PartData(byte[] bytes) -> {
                    assertThat(parts.getLast().complete()).isFalse();
                    data.append(new String(bytes, ISO_8859_1));
                    refill(parts, data, false);
                }
                case PartEnd() -> {
                    assertThat(parts.getLast().complete()).isFalse();
                    refill(parts, data, true);
                }
                case End() -> {
                    assertThat(parts.isEmpty() || parts.getLast().complete()).isTrue();
                    closed = true;
                }
            }
        }
        return new Transcript(parts, closed, failure);
    }

    private static void refill(List<Part> parts, StringBuilder data, boolean complete) {
        Part part = parts.removeLast();
        parts.add(new Part(part.headers(), part.disposition(), data.toString(), complete));
    }

    int status() {
        return error == null ? 0 : error.status();
    }

    String message() {
        return error == null ? "" : String.valueOf(error.message());
    }

    Part part(int index) {
        return parts.get(index);
    }

    Part only() {
        assertThat(error).isNull();
        assertThat(closed).isTrue();
        assertThat(parts).hasSize(1);
        return parts.getFirst();
    }
}
