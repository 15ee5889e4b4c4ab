package dev.skein.web;

import dev.skein.app.BodyTooLargeException;
import dev.skein.http.Escapes;
import dev.skein.http.MediaType;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.multipart.MultipartEvent;
import dev.skein.http.multipart.MultipartEvent.PartData;
import dev.skein.http.multipart.MultipartEvent.PartHead;
import dev.skein.http.multipart.MultipartLimits;
import dev.skein.http.multipart.MultipartParser;
import dev.skein.web.exception.FieldError;
import dev.skein.web.exception.HttpBadRequest;
import dev.skein.web.exception.HttpContentTooLarge;
import dev.skein.web.exception.HttpException;
import dev.skein.web.exception.HttpRequestHeaderFieldsTooLarge;
import dev.skein.web.exception.HttpUnsupportedMediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The parts of a multipart body, one after the other, as they come. The client is read no faster than the parts are.
///
/// ```java
/// MultipartReader parts = request.multipart();
/// for (Part part = parts.next(); part != null; part = parts.next()) {
///     part.saveTo(directory.resolve(UUID.randomUUID().toString()));
/// }
/// ```
///
/// Transfer encodings of parts are not taken off: in a form they are refused (400, RFC 7578 §4.7 deprecates them), and so are content
/// codings (415); in other bodies the data is told as it came. A multipart body inside a part is data like any other.
///
/// For the task that handles the request.
public final class MultipartReader implements Iterable<Part> {
    /// The most that is taken from the client at once.
    private static final int PIECE = 64 * 1024;

    private static final int LEAST_PIECE = 1024;
    private static final int SHOWN = 100;

    private final InputStream source;
    private final MultipartParser parser;
    private final boolean form;
    private final byte[] room;
    private final ByteBuffer in;
    private @Nullable Part current;

    private MultipartReader(InputStream source, long length, MultipartParser parser, boolean form) {
        this.source = source;
        this.room = new byte[Math.clamp(length < 0 ? PIECE : length, LEAST_PIECE, PIECE)];
        this.in = ByteBuffer.wrap(room).limit(0);
        this.parser = parser;
        this.form = form;
    }

    /// The parts of a request's body, of any multipart type, with the default limits.
    ///
    /// @throws HttpUnsupportedMediaType if its type is another
    /// @throws HttpBadRequest if its type has no boundary
    static MultipartReader of(Request request) {
        return of(request, MultipartLimits.defaults());
    }

    /// The parts of a request's body, with other limits.
    static MultipartReader of(Request request, MultipartLimits limits) {
        MediaType type = request.contentType();
        if (type == null || !type.type().equals("multipart")) {
            throw new HttpUnsupportedMediaType(
                    "expected a body in parts with content-type: multipart/form-data or another multipart type, got "
                            + shownType(request));
        }
        return of(request.unread(), request.bodyLength(), type, limits);
    }

    /// For messages.
    static String shownType(Request request) {
        String type = request.header("content-type");
        return type == null ? "none" : Escapes.escape(type, SHOWN);
    }

    /// The parts of some body.
    ///
    /// @param type of multipart
    /// @param length of the source in bytes, or -1
    static MultipartReader of(
            InputStream source, long length, MediaType type, MultipartLimits limits) {
        boolean form = type.subtype().equals("form-data");
        String boundary = type.parameter("boundary");
        try {
            MultipartParser parser =
                    form
                            ? MultipartParser.forForm(boundary, limits)
                            : MultipartParser.of(boundary, limits);
            return new MultipartReader(source, length, parser, form);
        } catch (RemoteProtocolException e) {
            throw answer(e);
        }
    }

    /// Waits for the next part. What is left of the part before is dropped.
    ///
    /// @return null after the last one; the body has been read to its end then
    /// @throws HttpException 400 if the body breaks the rules, 413 and 431 beyond a limit, 415 for a content coding in a form
    /// @throws IOException as of [RequestBody]
    public @Nullable Part next() throws IOException {
        current = null;
        MultipartEvent event = take();
        while (event != null && !(event instanceof PartHead)) {
            event = take();
        }
        if (event instanceof PartHead head) {
            Part part = new Part(this, new PartFacts(head));
            requirePlain(part.facts());
            current = part;
        }
        return current;
    }

    /// The parts as [#next()] gives them, for a loop; each call goes on where the last has stopped.
    ///
    /// The iterator throws [UncheckedIOException] for an [IOException].
    @Override
    public Iterator<Part> iterator() {
        return new Parts();
    }

    /// The next piece of a part's data, or null at its end.
    byte @Nullable [] data(Part part) throws IOException {
        if (part != current) {
            throw new IllegalStateException(
                    "expected "
                            + part
                            + " to be read before the next one is asked for: its data has been dropped");
        }
        return take() instanceof PartData(byte[] bytes) ? bytes : null;
    }

    /// The next event, or null at the end of the body.
    private @Nullable MultipartEvent take() throws IOException {
        try {
            MultipartEvent event = parser.next(in);
            while (event == null) {
                int got = source.read(room);
                if (got < 0) {
                    parser.end();
                    return null;
                }
                event = parser.next(in.position(0).limit(got));
            }
            return event;
        } catch (RemoteProtocolException e) {
            throw answer(e);
        }
    }

    private static HttpException answer(RemoteProtocolException e) {
        String why = String.valueOf(e.getMessage());
        return switch (e.status()) {
            case 413 -> new HttpContentTooLarge(why);
            case 431 -> new HttpRequestHeaderFieldsTooLarge(why);
            default -> new HttpBadRequest(why);
        };
    }

    private void requirePlain(PartFacts part) {
        if (!form) {
            return;
        }
        if (!areAll(part.headers().getAll("content-transfer-encoding"), "7bit", "8bit", "binary")) {
            throw new HttpBadRequest(
                    new FieldError(
                            part.shownName(),
                            "expected no content-transfer-encoding but 7bit, 8bit or binary"));
        }
        if (!areAll(part.headers().getAll("content-encoding"), "identity")) {
            throw new HttpUnsupportedMediaType(
                    part.shownName() + ": expected no content-encoding in a part of a form");
        }
    }

    private static boolean areAll(List<String> values, String... allowed) {
        List<String> all = List.of(allowed);
        return values.stream().allMatch(value -> all.contains(value.toLowerCase(Locale.ROOT)));
    }

    private final class Parts implements Iterator<Part> {
        private @Nullable Part ahead;
        private boolean over;

        @Override
        public boolean hasNext() {
            if (ahead == null && !over) {
                ahead = nextUnchecked();
                over = ahead == null;
            }
            return ahead != null;
        }

        @Override
        public Part next() {
            Part part = hasNext() ? ahead : null;
            if (part == null) {
                throw new NoSuchElementException("there are no more parts");
            }
            ahead = null;
            return part;
        }

        private @Nullable Part nextUnchecked() {
            try {
                return MultipartReader.this.next();
            } catch (BodyTooLargeException e) {
                throw new HttpContentTooLarge(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
