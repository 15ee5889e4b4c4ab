package dev.skein.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;

/// The server's end of a WebSocket that does what a test tells it, right or wrong. It shares no code with the client.
final class ClientWebSocketPeer {
    static final int TEXT = 0x81;
    static final int BINARY = 0x82;
    static final int CLOSE = 0x88;
    static final int PING = 0x89;
    static final int PONG = 0x8A;

    private final ScriptedServer.Peer client;
    private final DataInputStream in;

    /// A frame of the client's, unmasked.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Frame(int first, byte[] payload, int mask) {
        String text() {
            return new String(payload, UTF_8);
        }

        /// Of a close frame; 1005 without one.
        int code() {
            return payload.length == 0 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }

        String reason() {
            return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, UTF_8);
        }
    }

    private ClientWebSocketPeer(ScriptedServer.Peer client) throws IOException {
        this.client = client;
        this.in = new DataInputStream(client.socket().getInputStream());
    }

    /// What happens on one WebSocket after the handshake.
    @FunctionalInterface
    interface Script {
        void play(ClientWebSocketPeer peer) throws Exception;
    }

    /// A server that agrees to every WebSocket and goes on as told.
    static ScriptedServer server(Script script) throws IOException {
        return new ScriptedServer(client -> script.play(accept(client)));
    }

    /// Reads the request, and agrees.
    static ClientWebSocketPeer accept(ScriptedServer.Peer client, String... lines)
            throws Exception {
        client.send(agreement(client.head(), lines));
        return new ClientWebSocketPeer(client);
    }

    /// A right answer to a request.
    static String agreement(String request, String... lines) throws Exception {
        StringBuilder head =
                new StringBuilder(
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
        head.append("Sec-WebSocket-Accept: ").append(answer(field(request, "sec-websocket-key")));
        for (String line : lines) {
            head.append("\r\n").append(line);
        }
        return head.append("\r\n\r\n").toString();
    }

    private static String answer(String key) throws Exception {
        byte[] whole = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1);
        return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(whole));
    }

    /// The value of a field, "" if there is none.
    static String field(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    // ---- frames

    /// A frame as a server has to send it: not masked.
    static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(payload.length);
        } else if (payload.length < 65536) {
            out.write(126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    static byte[] frame(int first, String payload) {
        return frame(first, payload.getBytes(UTF_8));
    }

    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        byte[] payload = new byte[text.length + 2];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return frame(CLOSE, payload);
    }

    void send(byte[] bytes) throws IOException {
        client.send(bytes);
    }

    void send(int first, String payload) throws IOException {
        send(frame(first, payload));
    }

    /// Reads a frame, and insists on its mask.
    Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if (second < 0x80) {
            throw new AssertionError("a frame without a mask");
        }
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        int mask = in.readInt();
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= (byte) (mask >> (24 - 8 * (i % 4)));
        }
        return new Frame(first, payload, mask);
    }

    /// Whether the client has closed the connection, calmly.
    boolean isAtEnd() throws IOException {
        try {
            in.readUnsignedByte();
            return false;
        } catch (EOFException _) {
            return true;
        }
    }

    /// Waits until the client is gone, in whatever way.
    void awaitEnd() {
        try {
            in.skipNBytes(Long.MAX_VALUE);
        } catch (IOException _) {
            // that is it
        }
    }
}
