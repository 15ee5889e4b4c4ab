package dev.skein.http.http1;

import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What both parsers share: start line, headers, body, and from the beginning.
///
/// Feed it whatever comes, and call [#next] until it returns null. It keeps a partial line, never a
/// body.
public abstract sealed class MessageParser permits RequestParser, ResponseParser {
    private enum State {
        START_LINE,
        FIELDS,
        BODY
    }

    private final Http1Limits limits;
    private final LineBuffer lines;
    private final LineBuffer.Section fields;
    private final BodyReader body;
    private State state = State.START_LINE;
    private @Nullable RemoteProtocolException failure;

    MessageParser(Http1Limits limits, ParserScratch scratch) {
        this.limits = limits;
        this.lines = new LineBuffer(scratch);
        this.fields =
                new LineBuffer.Section(
                        "header section", limits.headerBytes(), limits.headerFields());
        this.body = new BodyReader(limits, lines);
    }

    /// Consumes bytes and returns the next event.
    ///
    /// @param in heap or direct; its position moves over what has been consumed
    /// @return null when more input is needed; all of `in` has been consumed then, unless the
    ///     parser waits for something else to happen first ([ResponseParser#begin])
    /// @throws RemoteProtocolException when the peer broke the rules; every later call throws the
    ///     same
    public @Nullable Event next(ByteBuffer in) throws RemoteProtocolException {
        if (failure != null) {
            throw failure;
        }
        try {
            return advance(in);
        } catch (RemoteProtocolException e) {
            failure = translate(e);
            throw failure;
        }
    }

    /// Copies bytes of the body into a buffer of the caller's, where [#next] would make a [Data] of them. Chunks that follow each
    /// other are joined.
    ///
    /// @param in as for [#next]
    /// @param target its position moves over what has been copied
    /// @return how many were copied. If there is room left, [#next] tells what comes now: another event, or that more input is
    ///     needed
    /// @throws RemoteProtocolException as [#next], unless bytes before the fault were copied: then the next call throws
    public int read(ByteBuffer in, ByteBuffer target) throws RemoteProtocolException {
        if (failure != null) {
            throw failure;
        }
        int from = target.position();
        try {
            while (state == State.BODY && target.hasRemaining() && body.read(in, target) > 0) {}
        } catch (RemoteProtocolException e) {
            failure = translate(e);
            if (target.position() == from) {
                throw failure;
            }
        }
        return target.position() - from;
    }

    /// How many bytes come next that can only be the body's: so many may be read past this parser, which [#skip] then tells it.
    public long ahead() {
        return inBody() ? body.ahead() : 0;
    }

    /// So many bytes of the body have been read without this parser.
    ///
    /// @throws IndexOutOfBoundsException if there were not so many [#ahead()]
    public void skip(int count) {
        if (count < 0 || count > ahead()) {
            throw new IndexOutOfBoundsException(
                    "expected to skip at most " + ahead() + " bytes, came " + count);
        }
        body.skip(count);
    }

    /// Whether no byte of a next message has come: between messages, or before the first.
    public boolean idle() {
        return state == State.START_LINE && lines.isEmpty() && failure == null;
    }

    /// Whether a head has been read and its [End] has not.
    public boolean inBody() {
        return state == State.BODY && failure == null;
    }

    private @Nullable Event advance(ByteBuffer in) throws RemoteProtocolException {
        if (state == State.START_LINE) {
            if (!mayStart() || !startLine(in)) {
                return null;
            }
            state = State.FIELDS;
        }
        if (state == State.FIELDS) {
            Headers headers = lines.section(in, fields);
            return headers == null ? null : head(headers);
        }
        Event event = body.next(in);
        if (body.isDone()) {
            state = State.START_LINE;
        }
        return event;
    }

    private boolean startLine(ByteBuffer in) throws RemoteProtocolException {
        while (true) {
            int end = lines.line(in, limits.requestLine(), 414, "start line");
            if (end < 0) {
                return false;
            }
            byte[] line = lines.take();
            if (startLine(line, end)) {
                return true;
            }
        }
    }

    /// Goes on with the body; an interim response has none and no end either.
    void beginBody(long length, boolean interim) throws RemoteProtocolException {
        if (interim) {
            state = State.START_LINE;
            return;
        }
        body.begin(length);
        state = State.BODY;
    }

    /// Whether only the [End] of a message is still to be told.
    boolean isWhole() {
        return state == State.BODY && body.isWhole() && failure == null;
    }

    /// The end of a body that the connection's end may end, or null when there is none.
    @Nullable End endOfConnection() throws RemoteProtocolException {
        if (failure != null) {
            throw failure;
        }
        if (state == State.BODY && (body.isUntilClose() || body.isWhole())) {
            state = State.START_LINE;
            return body.end(Headers.EMPTY);
        }
        if (!idle()) {
            String where = state == State.BODY ? "body" : "head";
            failure =
                    translate(
                            new RemoteProtocolException(
                                    400, "connection closed in the middle of a " + where));
            throw failure;
        }
        return null;
    }

    /// Whether a message may start now; if not, nothing is consumed.
    abstract boolean mayStart();

    /// Reads a start line; false when it is empty and to be skipped.
    abstract boolean startLine(byte[] line, int end) throws RemoteProtocolException;

    /// Makes the head and calls [#beginBody].
    abstract Event head(Headers headers) throws RemoteProtocolException;

    /// The error as this side tells it.
    abstract RemoteProtocolException translate(RemoteProtocolException e);
}
