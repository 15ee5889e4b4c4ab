package dev.skein.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.skein.http.WebSocketProtocolException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Received bytes to [WebSocketEvent]s, for one connection and either side of it.
///
/// Feed it whatever comes, and call [#next] until it returns null. Fragments are put together,
/// compressed messages inflated, texts checked. It keeps what has come of a message until the
/// message is whole; between messages it keeps nothing but a few numbers, and with context takeover
/// a decompressor.
///
/// One thread at a time. It answers nothing: pongs, the echo of a close and the close that follows
/// an error are the caller's.
public final class WebSocketParser implements AutoCloseable {
    private static final byte[] EMPTY = {};

    private final WebSocketLimits limits;
    private final WebSocketScratch scratch;
    private final FrameReader frame;
    private final @Nullable MessageInflater inflater;

    /// Whether a header has been read and its payload has not.
    private boolean inPayload;

    private @Nullable PartialMessage message;
    private byte @Nullable [] control;

    /// Whether a close frame has come.
    private boolean over;

    private boolean closed;
    private @Nullable WebSocketProtocolException failure;

    /// A parser at the first byte after the opening handshake.
    ///
    /// @param role which side we are; the peer is the other
    /// @param deflate what was agreed on for compression; null if nothing was
    /// @param scratch shared with the other sockets of the loop
    public WebSocketParser(
            Role role,
            WebSocketLimits limits,
            @Nullable DeflateParameters deflate,
            WebSocketScratch scratch) {
        this.limits = limits;
        this.scratch = scratch;
        this.frame = new FrameReader(role == Role.SERVER, deflate != null);
        this.inflater = deflate == null ? null : inflater(role, deflate);
    }

    private MessageInflater inflater(Role role, DeflateParameters deflate) {
        boolean alone =
                switch (role) {
                    case SERVER -> deflate.clientNoContextTakeover();
                    case CLIENT -> deflate.serverNoContextTakeover();
                };
        return new MessageInflater(!alone, limits.messageBytes(), scratch);
    }

    /// Consumes bytes and returns the next event.
    ///
    /// After a [WebSocketEvent.Close] everything is consumed and ignored (RFC 6455 §1.4).
    ///
    /// @param in heap or direct; its position moves over what has been consumed, its bytes stay as
    ///     they are
    /// @return null when more input is needed; all of `in` has been consumed then
    /// @throws WebSocketProtocolException when the peer broke the rules or a limit; every later
    ///     call throws the same
    /// @throws IllegalStateException after [#close]
    public @Nullable WebSocketEvent next(ByteBuffer in) throws WebSocketProtocolException {
        if (failure != null) {
            throw failure;
        }
        if (closed) {
            throw new IllegalStateException("expected an open parser, but it has been closed");
        }
        try {
            return advance(in);
        } catch (WebSocketProtocolException e) {
            failure = e;
            forget();
            throw e;
        }
    }

    /// Whether no byte of a next frame or message has come and not been told: between messages, or
    /// before the first, or after a close.
    public boolean idle() {
        return frame.isBetweenFrames() && message == null && failure == null;
    }

    /// Ends the decompressor and forgets what has come. Further calls do nothing.
    @Override
    public void close() {
        closed = true;
        forget();
        if (inflater != null) {
            inflater.close();
        }
    }

    private void forget() {
        message = null;
        control = null;
    }

    private @Nullable WebSocketEvent advance(ByteBuffer in) throws WebSocketProtocolException {
        while (!over) {
            if (!inPayload) {
                if (!frame.header(in)) {
                    return null;
                }
                begin();
            }
            WebSocketEvent event = Opcode.isControl(frame.opcode()) ? control(in) : data(in);
            if (event != null || inPayload) {
                return event;
            }
        }
        in.position(in.limit());
        return null;
    }

    /// Checks what a header says against what came before it and against the limits.
    private void begin() throws WebSocketProtocolException {
        inPayload = true;
        if (Opcode.isControl(frame.opcode())) {
            return;
        }
        // RFC 6455 §5.4: a message is one frame with an opcode, and any that continue it.
        boolean continues = frame.opcode() == Opcode.CONTINUATION;
        if (continues && message == null) {
            throw new WebSocketProtocolException(
                    1002, "expected the first frame of a message, came a continuation");
        }
        if (!continues && message != null) {
            throw new WebSocketProtocolException(
                    1002,
                    "expected a continuation of the message, came the first frame of another");
        }
        require(limits.frameBytes(), "a frame", frame.remaining());
        long before = message == null ? 0 : message.size();
        require(limits.messageBytes(), "a message", before + frame.remaining());
        if (message != null) {
            message.countFrame(limits.fragments());
        }
    }

    private static void require(int most, String what, long came)
            throws WebSocketProtocolException {
        // A sum that is too great for a long is below 0.
        if (came < 0 || came > most) {
            throw new WebSocketProtocolException(
                    1009, "expected " + what + " of at most " + most + " bytes");
        }
    }

    private @Nullable WebSocketEvent control(ByteBuffer in) throws WebSocketProtocolException {
        int left = (int) frame.remaining();
        if (control == null) {
            control = left == 0 ? EMPTY : new byte[left];
        }
        int count = Math.min(in.remaining(), left);
        frame.payload(in, count, control, control.length - left);
        if (count < left) {
            return null;
        }
        byte[] payload = control;
        control = null;
        endFrame();
        return switch (frame.opcode()) {
            case Opcode.PING -> new WebSocketEvent.Ping(payload);
            case Opcode.PONG -> new WebSocketEvent.Pong(payload);
            default -> end(payload);
        };
    }

    private WebSocketEvent end(byte[] payload) throws WebSocketProtocolException {
        WebSocketEvent.Close close = CloseFrame.parse(payload);
        over = true;
        forget();
        return close;
    }

    private @Nullable WebSocketEvent data(ByteBuffer in) throws WebSocketProtocolException {
        int count = (int) Math.min(in.remaining(), frame.remaining());
        boolean whole = count == frame.remaining();
        if (count == 0 && !whole) {
            return null;
        }
        if (message == null) {
            if (whole && frame.isFinal()) {
                return single(in, count);
            }
            message = new PartialMessage(frame);
        }
        message.append(frame, in, count);
        if (!whole) {
            return null;
        }
        endFrame();
        return frame.isFinal() ? endMessage(message) : null;
    }

    private void endFrame() {
        inPayload = false;
        frame.end();
    }

    private WebSocketEvent endMessage(PartialMessage whole) throws WebSocketProtocolException {
        message = null;
        if (whole.isCompressed()) {
            return requireNonNull(inflater).inflate(whole.isText(), whole.array(), whole.size());
        }
        if (!whole.isText()) {
            return new WebSocketEvent.Binary(whole.toByteArray());
        }
        if (!whole.endsCharacter()) {
            throw notUtf8();
        }
        return new WebSocketEvent.Text(new String(whole.array(), 0, whole.size(), UTF_8));
    }

    /// A message of one frame that is here as a whole, which is how most come: one copy only.
    private WebSocketEvent single(ByteBuffer in, int size) throws WebSocketProtocolException {
        boolean text = frame.opcode() == Opcode.TEXT;
        boolean plain = !frame.isCompressed();
        byte[] bytes = plain && !text ? new byte[size] : scratch.input(size);
        frame.payload(in, size, bytes, 0);
        endFrame();
        if (!plain) {
            return requireNonNull(inflater).inflate(text, bytes, size);
        }
        if (!text) {
            return new WebSocketEvent.Binary(bytes);
        }
        if (Utf8.check(Utf8.COMPLETE, bytes, 0, size) != Utf8.COMPLETE) {
            throw notUtf8();
        }
        return new WebSocketEvent.Text(new String(bytes, 0, size, UTF_8));
    }

    // RFC 6455 §8.1: "When an endpoint is to interpret a byte stream as UTF-8 but finds that the
    // byte stream is not, in fact, a valid UTF-8 stream, that endpoint MUST _Fail the WebSocket
    // Connection_."
    static WebSocketProtocolException notUtf8() {
        return new WebSocketProtocolException(1007, "the text is not UTF-8");
    }
}
