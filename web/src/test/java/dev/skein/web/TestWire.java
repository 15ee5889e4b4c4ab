package dev.skein.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.app.App;
import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A client on a socket that sends what it is told and shows what comes.
final class TestWire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket;
    private final InputStream in;

    private TestWire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /// A server on any free port, with one loop.
    static Server serve(App app) throws IOException, InterruptedException {
        return serve(app, ServerOptions.defaults());
    }

    /// A server on any free port, with one loop, and else as the options say.
    static Server serve(App app, ServerOptions options) throws IOException, InterruptedException {
        return Server.start(
                app,
                options.withBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .withLoops(1));
    }

    static TestWire to(Server server) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(server.addresses().getFirst(), PATIENCE_MILLIS);
        return new TestWire(socket);
    }

    TestWire send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    TestWire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /// What comes until the connection ends: of one request that asks for that.
    static String exchange(Server server, String request) throws IOException {
        try (TestWire wire = to(server)) {
            return wire.send(request).readToEnd();
        }
    }

    /// What comes up to this text and with it.
    String readTo(String text) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!read.toString(ISO_8859_1).endsWith(text)) {
            int b = in.read();
            if (b < 0) {
                throw new AssertionError(
                        "expected \"" + text + "\", got " + read.toString(ISO_8859_1));
            }
            read.write(b);
        }
        return read.toString(ISO_8859_1);
    }

    /// What comes until the connection ends properly.
    ///
    /// @throws IOException if it is reset
    String readToEnd() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /// Closes before its time.
    void leave() throws IOException {
        close();
    }

    /// Closes by a reset.
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
