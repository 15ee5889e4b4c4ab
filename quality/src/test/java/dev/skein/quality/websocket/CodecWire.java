package dev.skein.quality.websocket;

import dev.skein.http.ByteSink;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.WebSocketProtocolException;
import dev.skein.http.http1.Http1Limits;
import dev.skein.http.http1.RequestHead;
import dev.skein.http.http1.RequestParser;
import dev.skein.http.http1.ResponseHead;
import dev.skein.http.http1.ResponseParser;
import dev.skein.http.websocket.Agreement;
import dev.skein.http.websocket.ClientHandshake;
import dev.skein.http.websocket.Role;
import dev.skein.http.websocket.ServerHandshake;
import dev.skein.http.websocket.WebSocketEvent;
import dev.skein.http.websocket.WebSocketLimits;
import dev.skein.http.websocket.WebSocketParser;
import dev.skein.http.websocket.WebSocketScratch;
import dev.skein.http.websocket.WebSocketWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A connection to a [CodecPeer], and the peer's end of it.
///
/// A server reads through a direct buffer, as it does from a socket, so that large chops come in pieces; a client gets each chop as
/// one array.
final class CodecWire implements Wire {
    private static final int READ_BUFFER = 64 * 1024;

    /// What the two sides do differently before the first frame.
    private sealed interface Handshake {
        /// The agreement, once the head has come.
        @Nullable Agreement take(ByteBuffer in, ByteSink out) throws RemoteProtocolException;

        Opened open(Agreement agreement);
    }

    private record Opened(WebSocketParser parser, WebSocketWriter writer) {}

    private final Handshake handshake;
    private final @Nullable ByteBuffer readBuffer;
    private final ByteSink out = new ByteSink();
    private int taken;
    private boolean ended;
    private @Nullable Opened opened;

    private CodecWire(Handshake handshake, @Nullable ByteBuffer readBuffer) {
        this.handshake = handshake;
        this.readBuffer = readBuffer;
    }

    static CodecWire server(WebSocketScratch scratch) {
        return new CodecWire(new ServerSide(scratch), ByteBuffer.allocateDirect(READ_BUFFER));
    }

    static CodecWire client(WebSocketScratch scratch) {
        ClientSide side = new ClientSide(scratch);
        CodecWire wire = new CodecWire(side, null);
        wire.out.putAscii("GET /echo HTTP/1.1\r\nhost: autobahn\r\n");
        side.request.headers().writeTo(wire.out);
        wire.out.putAscii("\r\n");
        return wire;
    }

    // ---- the tester's end

    @Override
    public void write(byte[] bytes, int offset, int length) {
        ByteBuffer buffer = readBuffer;
        if (buffer == null) {
            receive(ByteBuffer.wrap(bytes, offset, length));
            return;
        }
        for (int from = offset; from < offset + length; from += READ_BUFFER) {
            buffer.clear();
            buffer.put(bytes, from, Math.min(READ_BUFFER, offset + length - from)).flip();
            receive(buffer);
        }
    }

    @Override
    public int read(byte[] into) {
        int count = Math.min(into.length, out.size() - taken);
        if (count == 0 && !ended) {
            throw new AssertionError("the peer waits for more, but should have reacted");
        }
        System.arraycopy(out.array(), taken, into, 0, count);
        taken += count;
        if (taken == out.size()) {
            out.clear();
            taken = 0;
        }
        return count == 0 ? -1 : count;
    }

    @Override
    public boolean isQuiet() {
        return out.size() == 0 && !ended;
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.parser.close();
            opened.writer.close();
        }
    }

    // ---- the peer's end

    private void receive(ByteBuffer in) {
        if (opened == null) {
            opened = open(in);
        }
        Opened open = opened;
        if (open == null || ended) {
            return;
        }
        try {
            echo(open, in);
        } catch (WebSocketProtocolException e) {
            open.writer.close(e.closeCode(), String.valueOf(e.getMessage()), out);
            ended = true;
        }
    }

    private @Nullable Opened open(ByteBuffer in) {
        try {
            Agreement agreement = handshake.take(in, out);
            return agreement == null ? null : handshake.open(agreement);
        } catch (RemoteProtocolException e) {
            throw new AssertionError("the peer refuses the opening handshake", e);
        }
    }

    private void echo(Opened open, ByteBuffer in) throws WebSocketProtocolException {
        for (WebSocketEvent event = open.parser.next(in);
                event != null;
                event = open.parser.next(in)) {
            switch (event) {
                case WebSocketEvent.Text text -> open.writer.text(text.text(), out);
                case WebSocketEvent.Binary binary -> open.writer.binary(binary.bytes(), out);
                case WebSocketEvent.Ping ping -> open.writer.pong(ping.payload(), out);
                case WebSocketEvent.Pong _ -> {}
                case WebSocketEvent.Close close -> {
                    open.writer.close(close.code(), "", out);
                    ended = true;
                }
            }
        }
        if (in.hasRemaining()) {
            throw new AssertionError("the parser wants more, but has left " + in.remaining());
        }
    }

    // ---- opening

    private static final class ServerSide implements Handshake {
        private final WebSocketScratch scratch;
        private final RequestParser parser = new RequestParser(Http1Limits.defaults());

        ServerSide(WebSocketScratch scratch) {
            this.scratch = scratch;
        }

        @Override
        public @Nullable Agreement take(ByteBuffer in, ByteSink out)
                throws RemoteProtocolException {
            if (!(parser.next(in) instanceof RequestHead head)) {
                return null;
            }
            parser.next(in); // the end of the request
            Agreement agreement = ServerHandshake.of(head).accept(null, CodecPeer.DEFLATE);
            out.putAscii("HTTP/1.1 101 Switching Protocols\r\n");
            agreement.headers().writeTo(out);
            out.putAscii("\r\n");
            return agreement;
        }

        @Override
        public Opened open(Agreement agreement) {
            return new Opened(
                    new WebSocketParser(
                            Role.SERVER, WebSocketLimits.defaults(), agreement.deflate(), scratch),
                    WebSocketWriter.server(agreement.deflate(), CodecPeer.DEFLATE, scratch));
        }
    }

    private static final class ClientSide implements Handshake {
        private final WebSocketScratch scratch;
        private final Random random = new Random(7692);
        private final ResponseParser parser = new ResponseParser(Http1Limits.defaults());
        private final ClientHandshake request =
                ClientHandshake.of(Payloads.binary(16), List.of(), CodecPeer.DEFLATE);

        ClientSide(WebSocketScratch scratch) {
            this.scratch = scratch;
            parser.begin("GET");
        }

        @Override
        public @Nullable Agreement take(ByteBuffer in, ByteSink out)
                throws RemoteProtocolException {
            return parser.next(in) instanceof ResponseHead head ? request.verify(head) : null;
        }

        @Override
        public Opened open(Agreement agreement) {
            return new Opened(
                    new WebSocketParser(
                            Role.CLIENT, WebSocketLimits.defaults(), agreement.deflate(), scratch),
                    WebSocketWriter.client(
                            agreement.deflate(), CodecPeer.DEFLATE, scratch, random::nextInt));
        }
    }
}
