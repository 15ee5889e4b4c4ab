package dev.skein.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A WebSocket's client that sends what it is told and reads strictly. It shares no code with the server.
final class WebSocketClient implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    static final int FIN = 0x80;
    static final int COMPRESSED = 0x40;

    /// The key and its answer of RFC 6455 §1.3.
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private final RawClient raw;
    private RawClient.@Nullable Response response;

    private WebSocketClient(RawClient raw) {
        this.raw = raw;
    }

    /// One frame.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Frame(boolean fin, boolean compressed, int opcode, byte[] payload) {
        String text() throws CharacterCodingException {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
        }

        /// Of a close frame; 1005 without one.
        int code() {
            return payload.length == 0 ? 1005 : ByteBuffer.wrap(payload).getChar();
        }

        String reason() {
            return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, UTF_8);
        }

        @Override
        public String toString() {
            return (fin ? "last " : "")
                    + "frame "
                    + opcode
                    + " of "
                    + payload.length
                    + " bytes "
                    + HexFormat.of().formatHex(payload, 0, Math.min(payload.length, 40));
        }
    }

    // ---- the handshake

    /// The head of a request for a WebSocket.
    ///
    /// @param more header lines
    static String request(String path, String... more) {
        StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: test\r\n");
        head.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
        head.append("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n");
        for (String line : more) {
            head.append(line).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /// An open WebSocket.
    static WebSocketClient to(Server server, String path, String... more) throws IOException {
        return over(RawClient.to(server), path, more);
    }

    /// An open WebSocket on a connection of one's own.
    static WebSocketClient over(RawClient raw, String path, String... more) throws IOException {
        raw.send(request(path, more));
        return accepted(raw);
    }

    /// A WebSocket that has been asked for already, and must be accepted next.
    static WebSocketClient accepted(RawClient raw) throws IOException {
        WebSocketClient client = asking(raw);
        client.awaitAccepted();
        return client;
    }

    /// A WebSocket that is not open yet.
    static WebSocketClient asking(RawClient raw) {
        return new WebSocketClient(raw);
    }

    RawClient.Response awaitAccepted() throws IOException {
        RawClient.Response head = raw.readHead();
        if (head.status() != 101 || !ACCEPT.equals(head.header("sec-websocket-accept"))) {
            throw new AssertionError("not accepted: " + head);
        }
        response = head;
        return head;
    }

    RawClient raw() {
        return raw;
    }

    /// The 101.
    RawClient.Response response() {
        RawClient.Response head = response;
        if (head == null) {
            throw new AssertionError("not accepted yet");
        }
        return head;
    }

    // ---- out

    /// A frame as a client has to send it: masked.
    ///
    /// @param first the first byte: flags and opcode
    static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(first, 0x80, payload.length));
        out.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ MASK[i % 4]);
        }
        return out.toByteArray();
    }

    static byte[] frame(int first, String payload) {
        return frame(first, payload.getBytes(UTF_8));
    }

    /// A frame without a mask.
    static byte[] bare(int first, String payload) {
        byte[] bytes = payload.getBytes(UTF_8);
        return together(header(first, 0, bytes.length), bytes);
    }

    /// The beginning of a frame, up to its length; the mask's bytes are still to come.
    static byte[] header(int first, int mask, long length) {
        ByteBuffer out = ByteBuffer.allocate(10).put((byte) first);
        if (length < 126) {
            out.put((byte) (mask | length));
        } else if (length < 65_536) {
            out.put((byte) (mask | 126)).putShort((short) length);
        } else {
            out.put((byte) (mask | 127)).putLong(length);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    static byte[] closing(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        byte[] payload =
                Arrays.copyOf(new byte[] {(byte) (code >> 8), (byte) code}, 2 + text.length);
        System.arraycopy(text, 0, payload, 2, text.length);
        return frame(FIN | CLOSE, payload);
    }

    static byte[] together(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    WebSocketClient send(byte[]... pieces) throws IOException {
        raw.send(together(pieces));
        return this;
    }

    WebSocketClient sendByteByByte(byte[] bytes) throws IOException {
        for (byte b : bytes) {
            raw.out().write(b);
            raw.out().flush();
        }
        return this;
    }

    WebSocketClient text(String text) throws IOException {
        return send(frame(FIN | TEXT, text));
    }

    WebSocketClient binary(byte[] bytes) throws IOException {
        return send(frame(FIN | BINARY, bytes));
    }

    WebSocketClient ping(String payload) throws IOException {
        return send(frame(FIN | PING, payload));
    }

    WebSocketClient pong(byte[] payload) throws IOException {
        return send(frame(FIN | PONG, payload));
    }

    WebSocketClient close(int code, String reason) throws IOException {
        return send(closing(code, reason));
    }

    // ---- in

    Frame read() throws IOException {
        int first = raw.exactly(1)[0] & 0xFF;
        int second = raw.exactly(1)[0] & 0xFF;
        boolean fin = (first & FIN) != 0;
        int opcode = first & 0xF;
        if ((first & 0x30) != 0) {
            throw new AssertionError("reserved bits: " + Integer.toHexString(first));
        }
        if ((second & 0x80) != 0) {
            throw new AssertionError("a server's frame with a mask");
        }
        int length = length(second);
        if (opcode >= CLOSE && (length > 125 || !fin)) {
            throw new AssertionError("a control frame that is long or in parts");
        }
        return new Frame(fin, (first & COMPRESSED) != 0, opcode, raw.exactly(length));
    }

    private int length(int second) throws IOException {
        if (second < 126) {
            return second;
        }
        ByteBuffer bytes = ByteBuffer.wrap(raw.exactly(second == 126 ? 2 : 8));
        long length = second == 126 ? bytes.getChar() : bytes.getLong();
        if (length < (second == 126 ? 126 : 65_536)) {
            throw new AssertionError("not the shortest form of the length " + length);
        }
        return Math.toIntExact(length);
    }

    /// A frame that is a whole, uncompressed message or a control frame.
    private Frame read(int opcode) throws IOException {
        Frame frame = read();
        if (frame.opcode() != opcode || !frame.fin() || frame.compressed()) {
            throw new AssertionError("expected a frame " + opcode + ", came " + frame);
        }
        return frame;
    }

    String readText() throws IOException {
        return read(TEXT).text();
    }

    byte[] readBinary() throws IOException {
        return read(BINARY).payload();
    }

    Frame readPing() throws IOException {
        return read(PING);
    }

    String readPong() throws IOException {
        return read(PONG).text();
    }

    /// The code of the close frame that comes next.
    int readClose() throws IOException {
        return readCloseFrame().code();
    }

    Frame readCloseFrame() throws IOException {
        return read(CLOSE);
    }

    /// Sends a message and reads the answer.
    String exchange(String text) throws IOException {
        return text(text).readText();
    }

    /// Waits until the server closes properly; nothing may come before.
    void awaitEnd() throws IOException {
        String rest = raw.readToEof();
        if (!rest.isEmpty()) {
            throw new AssertionError("expected the end, came " + rest.length() + " bytes");
        }
    }

    /// Closes the socket as one should, code 1000, over whatever comes before the server's part.
    void closeProperly() throws IOException {
        close(1000, "");
        Frame frame = read();
        while (frame.opcode() != CLOSE) {
            frame = read();
        }
        if (frame.code() != 1000) {
            throw new AssertionError("expected the code 1000 back, came " + frame.code());
        }
        awaitEnd();
    }

    /// Reads on until the connection ends, in whatever way; true then.
    boolean isCutOff() throws IOException {
        try {
            while (true) {
                read();
            }
        } catch (EOFException | java.net.SocketException _) {
            return true;
        }
    }

    /// Closes the connection before its time.
    void leave() throws IOException {
        raw.leave();
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
