package dev.skein.quality.websocket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// What a script plays on: it sends frames as it is told, and requires the reactions that it is told, in order and nothing else.
///
/// Its methods throw an [AssertionError] when the peer does something else.
final class Tester implements AutoCloseable {
    private static final int NORMAL = 1000;

    private final Wire wire;
    private final Incoming in;
    private final Receiver receiver;
    private final @Nullable Deflation deflation;
    private final @Nullable Random keys;
    private final boolean echoesMayBeLost;
    private boolean closeSent;

    private Tester(Wire wire, Incoming in, Peer peer, @Nullable Agreed agreed) {
        this.wire = wire;
        this.in = in;
        this.deflation = agreed == null ? null : new Deflation(agreed);
        this.receiver = new Receiver(in, deflation);
        this.keys = peer.isClient() ? null : new Random(6455);
        this.echoesMayBeLost = peer.mayLoseEchoes();
    }

    /// Performs the opening handshake.
    ///
    /// @param wishes for permessage-deflate, best first; when there are any, it must be agreed on
    static Tester open(Wire wire, Peer peer, List<Wish> wishes) throws IOException {
        Incoming in = new Incoming(wire, peer.isClient());
        Opening opening = new Opening(wire, in, wishes);
        return new Tester(wire, in, peer, peer.isClient() ? opening.answer() : opening.ask());
    }

    // ---- sending

    /// Sends frames in one chop.
    void send(Frame... frames) throws IOException {
        send(Chop.ONCE, frames);
    }

    void send(Chop chop, Frame... frames) throws IOException {
        List<byte[]> encoded = new ArrayList<>();
        for (Frame frame : frames) {
            encoded.add(encode(frame));
        }
        for (byte[] row : chop.rows(encoded)) {
            int from = 0;
            for (int to : chop.cuts(row.length)) {
                wire.write(row, from, to - from);
                from = to;
            }
        }
    }

    /// The bytes of a frame, with a fresh mask if the tester is the client.
    byte[] encode(Frame frame) {
        closeSent |= frame.opcode() == Frame.CLOSE;
        if (keys == null) {
            return frame.encode(null);
        }
        byte[] key = new byte[4];
        keys.nextBytes(key);
        return frame.encode(key);
    }

    /// Sends bytes as they are.
    void sendRaw(byte[] bytes) throws IOException {
        wire.write(bytes, 0, bytes.length);
    }

    /// Sends a message in fragments of at most that many bytes (0 for a single frame), compressed if that was agreed.
    void sendMessage(boolean text, byte[] message, int fragment) throws IOException {
        byte[] payload = deflation == null ? message : deflation.deflate(message);
        Frame whole = Frame.of(text ? Frame.TEXT : Frame.BINARY, payload);
        Frame first = deflation == null ? whole : whole.withRsv(Frame.RSV1);
        send(Fragments.of(first, fragment).toArray(Frame[]::new));
    }

    // ---- expecting

    /// Requires that nothing has come.
    void expectQuiet() throws IOException {
        if (!in.isEmpty()) {
            throw new AssertionError("expected nothing yet, came " + receiver.next());
        }
    }

    void expectText(String text) throws IOException {
        expectMessage(true, text.getBytes(StandardCharsets.UTF_8));
    }

    void expectMessage(boolean text, byte[] bytes) throws IOException {
        Reaction came = receiver.next();
        if (!(came instanceof Reaction.Message message && message.is(text, bytes))) {
            throw unexpected(new Reaction.Message(text, bytes), came);
        }
    }

    /// Requires a text and then a close frame with that code; no more than the close frame of a peer that may lose echoes.
    void expectTextAndClose(String text, int code) throws IOException {
        Reaction came = receiver.next();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (came instanceof Reaction.Message message && message.is(true, bytes)) {
            came = receiver.next();
        } else if (!echoesMayBeLost) {
            throw unexpected(new Reaction.Message(true, bytes), came);
        }
        expectClosing(came, code);
    }

    void expectPong(byte[] payload) throws IOException {
        Reaction came = receiver.next();
        if (!(came instanceof Reaction.Pong pong && Arrays.equals(pong.payload(), payload))) {
            throw unexpected(new Reaction.Pong(payload), came);
        }
    }

    /// Whatever comes next, for scripts with a choice.
    Reaction next() throws IOException {
        return receiver.next();
    }

    /// How many messages came compressed until now.
    int compressedMessages() {
        return receiver.compressedMessages();
    }

    /// Closes, and requires the same close frame and nothing else, then the end.
    void closeNormally() throws IOException {
        send(Frame.close(NORMAL));
        expectClose(NORMAL);
    }

    /// Requires a close frame with one of the codes, then the end.
    void expectClose(Integer... codes) throws IOException {
        expectClosing(receiver.next(), codes);
    }

    /// Requires a close frame with one of the codes, then the end; or the end at once.
    void expectCloseOrDrop(Integer... codes) throws IOException {
        Reaction came = receiver.next();
        if (!(came instanceof Reaction.End)) {
            expectClosing(came, codes);
        }
    }

    /// Requires that `came` is a close frame with one of the codes, and then the end.
    void expectClosing(Reaction came, Integer... codes) throws IOException {
        if (!(came instanceof Reaction.Close close
                && Arrays.asList(codes).contains(close.code()))) {
            throw unexpected("close " + Arrays.toString(codes), came);
        }
        if (!closeSent) {
            // RFC 6455 §5.5.1: who gets a close frame and has not sent one answers with one
            send(Frame.close(close.code()));
        }
        Reaction last = receiver.next();
        if (!(last instanceof Reaction.End)) {
            throw unexpected(new Reaction.End(), last);
        }
    }

    private static AssertionError unexpected(Object expected, Reaction came) {
        return new AssertionError("expected " + expected + "; came " + came);
    }

    @Override
    public void close() {
        if (deflation != null) {
            deflation.close();
        }
    }
}
