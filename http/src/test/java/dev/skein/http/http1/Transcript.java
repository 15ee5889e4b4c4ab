package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.Escapes;
import dev.skein.http.RemoteProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything a parser says about an input, with neighbouring [Data] joined.
///
/// The law of every parser test lives here: however the input is cut, the transcript is the same.
///
/// @param error what ended the parsing, or null
/// @param eofError what [RequestParser#eof] said after all input, or null
/// @param left how many bytes the parser left; nothing is fed after a request for an upgrade or a
///     tunnel
record Transcript(
        List<Event> events, @Nullable Failure error, @Nullable Failure eofError, int left) {
    private static final int EVERY_SPLIT_UP_TO = 3000;

    /// A refusal.
    record Failure(int status, @Nullable String message, String excerpt) {
        static Failure of(RemoteProtocolException e) {
            return new Failure(e.status(), e.getMessage(), Escapes.escape(e.excerpt(), 1000));
        }
    }

    static Transcript ofRequests(String input) {
        return ofRequests(Http1Limits.defaults(), input.getBytes(ISO_8859_1));
    }

    static Transcript ofRequests(Http1Limits limits, byte[] input) {
        return everyWay(input, scratch -> new RequestParser(limits, scratch), List.of());
    }

    /// @param methods of the requests that the responses answer; GET for all that follow
    static Transcript ofResponses(String input, String... methods) {
        return ofResponses(Http1Limits.defaults(), input.getBytes(ISO_8859_1), methods);
    }

    static Transcript ofResponses(Http1Limits limits, byte[] input, String... methods) {
        return everyWay(input, scratch -> new ResponseParser(limits, scratch), List.of(methods));
    }

    private interface Maker {
        MessageParser make(ParserScratch scratch);
    }

    private static Transcript everyWay(byte[] input, Maker maker, List<String> methods) {
        ParserScratch scratch = new ParserScratch();
        Transcript whole =
                run(maker.make(scratch), methods, pieces(input, input.length, input.length, false));
        for (boolean direct : new boolean[] {true, false}) {
            for (int size : new int[] {1, 2, 3, 7, 64, 700}) {
                same(
                        whole,
                        run(maker.make(scratch), methods, pieces(input, size, size, direct)),
                        size + " at a time");
            }
        }
        int stride = input.length <= EVERY_SPLIT_UP_TO ? 1 : 1 + input.length / 500;
        for (int split = 0; split <= input.length; split += stride) {
            List<ByteBuffer> two = pieces(input, split, input.length - split, split % 2 == 0);
            same(whole, run(maker.make(scratch), methods, two), "split at " + split);
        }
        return whole;
    }

    private static void same(Transcript whole, Transcript other, String how) {
        assertThat(other).as(how).isEqualTo(whole);
    }

    /// The input in a first piece and then pieces of another size; 0 stands for an empty first
    /// piece.
    private static List<ByteBuffer> pieces(byte[] input, int first, int others, boolean direct) {
        List<ByteBuffer> pieces = new ArrayList<>();
        pieces.add(piece(input, 0, Math.min(first, input.length), direct));
        for (int at = first; at < input.length; at += others) {
            pieces.add(piece(input, at, Math.min(others, input.length - at), direct));
        }
        return pieces;
    }

    private static ByteBuffer piece(byte[] input, int from, int length, boolean direct) {
        // Odd offsets, so that a parser that forgets the position is found out.
        ByteBuffer piece =
                direct ? ByteBuffer.allocateDirect(length + 3) : ByteBuffer.allocate(length + 3);
        return piece.position(3).put(input, from, length).position(3);
    }

    private static Transcript run(
            MessageParser parser, List<String> methods, List<ByteBuffer> pieces) {
        List<Event> events = new ArrayList<>();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int responses = begin(parser, methods, 0);
        boolean switches = false;
        boolean switched = false;
        int left = 0;
        try {
            for (ByteBuffer piece : pieces) {
                while (!switched) {
                    Event event = parser.next(piece);
                    if (event == null) {
                        break;
                    }
                    if (event instanceof RequestHead head) {
                        switches = head.upgrade() || head.method().equals("CONNECT");
                    }
                    switched = switches && event instanceof End;
                    if (event instanceof Data(byte[] bytes)) {
                        data.writeBytes(bytes);
                        continue;
                    }
                    flush(data, events);
                    events.add(event);
                    responses =
                            event instanceof End ? begin(parser, methods, responses) : responses;
                }
                left += piece.remaining();
            }
            flush(data, events);
        } catch (RemoteProtocolException e) {
            flush(data, events);
            assertThat(parser.idle() || parser.inBody()).isFalse();
            return new Transcript(events, Failure.of(e), null, 0);
        }
        return new Transcript(events, null, eof(parser, events), left);
    }

    private static int begin(MessageParser parser, List<String> methods, int responses) {
        if (parser instanceof ResponseParser response) {
            if (responses > 0
                    && methods.size() >= responses
                    && methods.get(responses - 1).equals("CONNECT")) {
                return responses;
            }
            response.begin(responses < methods.size() ? methods.get(responses) : "GET");
        }
        return responses + 1;
    }

    private static void flush(ByteArrayOutputStream data, List<Event> events) {
        if (data.size() > 0) {
            events.add(new Data(data.toByteArray()));
            data.reset();
        }
    }

    private static @Nullable Failure eof(MessageParser parser, List<Event> events) {
        try {
            switch (parser) {
                case RequestParser request -> request.eof();
                case ResponseParser response -> {
                    Event end = response.eof();
                    if (end != null) {
                        events.add(end);
                    }
                }
            }
            return null;
        } catch (RemoteProtocolException e) {
            return Failure.of(e);
        }
    }

    /// Whether all was right until the end of the input.
    boolean accepted() {
        return error == null;
    }

    int status() {
        return error == null ? 0 : error.status();
    }

    RequestHead request(int index) {
        return nth(RequestHead.class, index);
    }

    ResponseHead response(int index) {
        return nth(ResponseHead.class, index);
    }

    End end(int index) {
        return nth(End.class, index);
    }

    private <E extends Event> E nth(Class<E> type, int index) {
        return events.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .skip(index)
                .findFirst()
                .orElseThrow();
    }

    /// All bodies, one after the other.
    String body() {
        StringBuilder all = new StringBuilder();
        for (Event event : events) {
            if (event instanceof Data(byte[] bytes)) {
                all.append(new String(bytes, ISO_8859_1));
            }
        }
        return all.toString();
    }
}
