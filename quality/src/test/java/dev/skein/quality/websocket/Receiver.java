package dev.skein.quality.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Frames of the peer to [Reaction]s. Whatever the peer must not send is an error.
final class Receiver {
    private static final int NO_CODE = 1005;

    private final Incoming in;
    private final @Nullable Deflation deflation;
    private int compressedMessages;

    Receiver(Incoming in, @Nullable Deflation deflation) {
        this.in = in;
        this.deflation = deflation;
    }

    /// How many messages came compressed until now.
    int compressedMessages() {
        return compressedMessages;
    }

    Reaction next() throws IOException {
        Frame frame = in.frame();
        if (frame == null) {
            return new Reaction.End();
        }
        return switch (frame.opcode()) {
            case Frame.TEXT, Frame.BINARY -> message(frame);
            case Frame.PONG -> new Reaction.Pong(plain(frame).payload());
            case Frame.CLOSE -> close(plain(frame).payload());
            default -> throw new AssertionError("a frame of opcode " + frame.opcode());
        };
    }

    private Reaction message(Frame first) throws IOException {
        boolean compressed = first.rsv() == Frame.RSV1 && deflation != null;
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(compressed ? first.payload() : plain(first).payload());
        Frame last = first;
        while (!last.fin()) {
            last = in.frame();
            if (last == null || last.opcode() != Frame.CONTINUATION) {
                throw new AssertionError("a fragmented message goes on with " + last);
            }
            payload.writeBytes(plain(last).payload());
        }
        byte[] bytes = payload.toByteArray();
        if (compressed && deflation != null) {
            compressedMessages++;
            bytes = deflation.inflate(bytes);
        }
        return new Reaction.Message(first.opcode() == Frame.TEXT, bytes);
    }

    private static Reaction close(byte[] payload) {
        if (payload.length == 0) {
            return new Reaction.Close(NO_CODE, "");
        }
        if (payload.length == 1) {
            throw new AssertionError("a close frame of one byte");
        }
        byte[] reason = Arrays.copyOfRange(payload, 2, payload.length);
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(reason)).toString();
            return new Reaction.Close(ByteBuffer.wrap(payload).getShort() & 0xFFFF, text);
        } catch (CharacterCodingException e) {
            throw new AssertionError("the reason of a close frame is not UTF-8", e);
        }
    }

    private static Frame plain(Frame frame) {
        if (frame.rsv() != 0) {
            throw new AssertionError(
                    "reserved bits " + frame.rsv() + " in opcode " + frame.opcode());
        }
        return frame;
    }
}
