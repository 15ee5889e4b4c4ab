package dev.skein.samples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/// Sends text and reads text: for what an HTTP client would hide.
final class RawClient implements AutoCloseable {
    private final Socket socket;

    RawClient(SocketAddress address) throws IOException {
        InetSocketAddress inet = (InetSocketAddress) address;
        socket = new Socket(inet.getAddress(), inet.getPort());
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /// Reads up to and including `end`.
    String readUntil(String end) throws IOException {
        StringBuilder read = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (read.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("expected '" + end + "', got only: " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
