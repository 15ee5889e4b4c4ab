package dev.skein.http.multipart;

import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.multipart.MultipartEvent.End;
import dev.skein.http.multipart.MultipartEvent.PartData;
import dev.skein.http.multipart.MultipartEvent.PartEnd;
import dev.skein.http.multipart.MultipartEvent.PartHead;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bytes of one multipart body to [MultipartEvent]s (RFC 2046 §5.1).
///
/// Feed it whatever comes and call [#next] until it returns null; after the last bytes call [#end].
/// Data is handed on as it comes, with one copy. What is kept is the head of a part while it is
/// incomplete, and the few bytes that may be the beginning of a boundary.
///
/// One thread at a time.
public final class MultipartParser {
    private enum State {
        PREAMBLE(true),
        NEXT_PART(false),
        HEAD(true),
        DATA(true),
        PART_END(false),
        LAST_PART_END(false),
        CLOSED(false),
        CLOSING_LINE(true),
        EPILOGUE(true);

        private final boolean reads;

        State(boolean reads) {
            this.reads = reads;
        }
    }

    private static final PartEnd PART_END = new PartEnd();
    private static final End END = new End();

    private final MultipartLimits limits;
    private final boolean form;
    private final DelimiterSearch search;
    private final PartHeadBuffer head;

    private State state = State.PREAMBLE;

    /// How many bytes may still come.
    private long room;

    private int parts;
    private int preamble;
    private int epilogue;

    /// In the line of the closing boundary: how much padding has come, and whether its CR.
    private int padding;

    private boolean closingReturn;
    private @Nullable RemoteProtocolException failure;

    private MultipartParser(@Nullable String boundary, MultipartLimits limits, boolean form)
            throws RemoteProtocolException {
        if (boundary == null) {
            throw new RemoteProtocolException(
                    400, "expected a multipart media type with a boundary parameter, came none");
        }
        String flaw = Boundary.flaw(boundary);
        if (flaw != null) {
            throw new RemoteProtocolException(400, flaw);
        }
        this.limits = limits;
        this.form = form;
        this.room = limits.totalBytes();
        this.head = new PartHeadBuffer(limits);
        this.search = new DelimiterSearch(boundary);
        search.beginLine();
    }

    /// A parser for any multipart body: mixed, related, byteranges and so on. Parts need no field
    /// at all.
    ///
    /// @param boundary the parameter of the media type, unquoted; null when there is none
    /// @throws RemoteProtocolException status 400 when the boundary is missing or none
    public static MultipartParser of(@Nullable String boundary, MultipartLimits limits)
            throws RemoteProtocolException {
        return new MultipartParser(boundary, limits, false);
    }

    /// A parser for `multipart/form-data` (RFC 7578): every part has a Content-Disposition with a
    /// name, else the body is refused with 400.
    ///
    /// @param boundary the parameter of the media type, unquoted; null when there is none
    /// @throws RemoteProtocolException status 400 when the boundary is missing or none
    public static MultipartParser forForm(@Nullable String boundary, MultipartLimits limits)
            throws RemoteProtocolException {
        return new MultipartParser(boundary, limits, true);
    }

    /// Consumes bytes and returns the next event.
    ///
    /// @param in heap or direct; its position moves over what has been consumed, its bytes stay as
    ///     they are
    /// @return null when more input is needed; all of `in` has been consumed then
    /// @throws RemoteProtocolException when the body breaks the rules (400) or a limit (413, 431);
    ///     every later call throws the same
    public @Nullable MultipartEvent next(ByteBuffer in) throws RemoteProtocolException {
        requireSound();
        int start = in.position();
        int limit = in.limit();
        if (limit - start > room) {
            in.limit(start + (int) room);
        }
        try {
            MultipartEvent event = advance(in);
            if (event == null && in.limit() < limit) {
                throw tooMuch(limits.totalBytes(), "bytes in a multipart body");
            }
            return event;
        } catch (RemoteProtocolException e) {
            failure = e;
            throw e;
        } finally {
            room -= in.position() - start;
            in.limit(limit);
        }
    }

    /// Tells that no more input comes.
    ///
    /// @throws RemoteProtocolException status 400 when the body is incomplete, or what [#next]
    ///     threw
    /// @throws IllegalStateException when [#next] has not yet returned null: an event is left
    public void end() throws RemoteProtocolException {
        requireSound();
        String missing =
                switch (state) {
                    case PREAMBLE -> "before its first boundary";
                    case HEAD -> "in the head of a part";
                    case DATA -> "in a part: the closing boundary is missing";
                    case CLOSING_LINE ->
                            closingReturn ? "after the CR of the closing boundary" : "";
                    case EPILOGUE -> "";
                    case NEXT_PART, PART_END, LAST_PART_END, CLOSED ->
                            throw new IllegalStateException(
                                    "expected all events to be taken, but one is left: call next"
                                            + " until it returns null");
                };
        if (!missing.isEmpty()) {
            failure = bad("the multipart body ends " + missing);
            throw failure;
        }
    }

    private void requireSound() throws RemoteProtocolException {
        if (failure != null) {
            throw failure;
        }
    }

    private @Nullable MultipartEvent advance(ByteBuffer in) throws RemoteProtocolException {
        while (in.hasRemaining() || !state.reads) {
            MultipartEvent event =
                    switch (state) {
                        case PREAMBLE -> preamble(in);
                        case NEXT_PART -> nextPart();
                        case HEAD -> head(in);
                        case DATA -> data(in);
                        case PART_END -> go(State.NEXT_PART, PART_END);
                        case LAST_PART_END -> go(State.CLOSED, PART_END);
                        case CLOSED -> go(State.CLOSING_LINE, END);
                        case CLOSING_LINE -> closingLine(in);
                        case EPILOGUE -> epilogue(in);
                    };
            if (event != null) {
                return event;
            }
        }
        return null;
    }

    private MultipartEvent go(State next, MultipartEvent event) {
        state = next;
        return event;
    }

    /// RFC 2046 §5.1.1: "implementations must ignore anything that appears before the first
    /// boundary delimiter line or after the last one."
    private @Nullable MultipartEvent preamble(ByteBuffer in) throws RemoteProtocolException {
        DelimiterSearch.Match match = search.look(in);
        if (search.dataLength() > limits.preambleBytes() - preamble) {
            throw tooMuch(limits.preambleBytes(), "bytes before the first boundary");
        }
        preamble += search.dataLength();
        switch (match) {
            case NONE, OPEN -> {}
            case DELIMITER -> state = State.NEXT_PART;
            case CLOSE -> closeWithoutPart();
            case REFUSED -> throw bad(search.refusal());
        }
        return null;
    }

    /// The grammar of RFC 2046 wants a part, but browsers send forms without fields as a closing
    /// boundary and nothing else. After other text it is more likely that the boundary of the
    /// parts is another one.
    private void closeWithoutPart() throws RemoteProtocolException {
        if (preamble > 0) {
            throw bad("expected a part, came text and then the closing boundary");
        }
        state = State.CLOSED;
    }

    private @Nullable MultipartEvent nextPart() throws RemoteProtocolException {
        if (parts == limits.parts()) {
            throw tooMuch(limits.parts(), "parts in a multipart body");
        }
        parts++;
        state = State.HEAD;
        return null;
    }

    private @Nullable MultipartEvent head(ByteBuffer in) throws RemoteProtocolException {
        Headers headers = head.read(in);
        if (headers == null) {
            return null;
        }
        List<String> values = headers.getAll("content-disposition");
        ContentDisposition disposition =
                values.size() == 1 ? ContentDisposition.parseOrNull(values.getFirst()) : null;
        // RFC 7578 §4.2: each part has a Content-Disposition of type form-data with a name.
        if (form && (disposition == null || disposition.name() == null)) {
            throw bad("expected one content-disposition of type form-data with a name in a part");
        }
        state = State.DATA;
        // RFC 2046 §5.1.1: "body-part := MIME-part-headers [CRLF *OCTET]". Without the CRLF, the
        // empty line is the one of the delimiter.
        search.beginLine();
        return new PartHead(headers, disposition);
    }

    private @Nullable MultipartEvent data(ByteBuffer in) throws RemoteProtocolException {
        DelimiterSearch.Match match = search.look(in);
        byte[] data = search.data(in);
        switch (match) {
            case NONE, OPEN -> {}
            case DELIMITER -> state = State.PART_END;
            case CLOSE -> state = State.LAST_PART_END;
            case REFUSED -> {
                // The data before it is told first, as it would be had it come alone.
                failure = bad(search.refusal());
                if (data.length == 0) {
                    throw failure;
                }
            }
        }
        return data.length == 0 ? null : new PartData(data);
    }

    /// What follows the two hyphens: padding, and a CRLF if anything follows.
    private @Nullable MultipartEvent closingLine(ByteBuffer in) throws RemoteProtocolException {
        byte b = in.get();
        if (closingReturn && b == '\n') {
            state = State.EPILOGUE;
        } else if (!closingReturn && b == '\r') {
            closingReturn = true;
        } else if (closingReturn
                || (b != ' ' && b != '\t')
                || ++padding > DelimiterSearch.MOST_PADDING) {
            throw bad("expected CRLF or the end of the body after the closing boundary");
        }
        return null;
    }

    private @Nullable MultipartEvent epilogue(ByteBuffer in) throws RemoteProtocolException {
        if (in.remaining() > limits.epilogueBytes() - epilogue) {
            throw tooMuch(limits.epilogueBytes(), "bytes after the closing boundary");
        }
        epilogue += in.remaining();
        in.position(in.limit());
        return null;
    }

    private static RemoteProtocolException bad(String message) {
        return new RemoteProtocolException(400, message);
    }

    private static RemoteProtocolException tooMuch(long most, String what) {
        return new RemoteProtocolException(413, "more than " + most + " " + what);
    }
}
