package dev.skein.quality.websocket;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/// A plain TCP connection. Each chop is a segment of its own, as far as a sender can bring that about.
final class SocketWire implements Wire {
    private static final int PATIENCE_MILLIS = 15_000;

    /// How long a peer must keep silent to count as quiet. A slow peer may get away with what it should not do; a right one never
    /// fails by this.
    private static final int QUIET_MILLIS = 20;

    private final Socket socket;
    private final PushbackInputStream in;

    private SocketWire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new PushbackInputStream(socket.getInputStream());
    }

    static SocketWire to(SocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new SocketWire(socket);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            socket.getOutputStream().write(bytes, offset, length);
        } catch (SocketException _) {
            // the peer has ended the connection: what it said before that is still to be read
        }
    }

    @Override
    public int read(byte[] into) throws IOException {
        try {
            return in.read(into);
        } catch (SocketException _) {
            return -1; // a reset is an end too
        }
    }

    @Override
    public boolean isQuiet() throws IOException {
        socket.setSoTimeout(QUIET_MILLIS);
        try {
            int b = in.read();
            if (b >= 0) {
                in.unread(b);
            }
            return false;
        } catch (SocketTimeoutException _) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
