package dev.skein.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that does what a test tells it, right or wrong: one script for each connection, in order, the last one for all others.
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Script> scripts;
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    /// What happens on one connection; it is closed afterwards.
    @FunctionalInterface
    interface Script {
        void play(Peer client) throws Exception;
    }

    ScriptedServer(Script... scripts) throws IOException {
        this.scripts = List.of(scripts);
        this.listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = accepted.getAndIncrement();
                Script script = scripts.get(Math.min(number, scripts.size() - 1));
                Thread.ofVirtual().start(() -> play(script, socket));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void play(Script script, Socket socket) {
        try (socket) {
            script.play(new Peer(socket));
        } catch (Exception e) {
            failures.add(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /// How many connections have come.
    int connections() {
        return accepted.get();
    }

    /// What scripts threw; a client that went away makes them throw.
    List<Throwable> failures() {
        return failures;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /// The client's end, as a script sees it.
    static final class Peer {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        Socket socket() {
            return socket;
        }

        /// Reads a head up to its empty line.
        ///
        /// @return "" if the client has closed
        String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            int last = 0;
            while (last != 0x0D0A0D0A) {
                int b = in.read();
                if (b < 0) {
                    return "";
                }
                head.write(b);
                last = last << 8 | b;
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        /// Reads so many bytes as text.
        String body(int length) throws IOException {
            return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        }

        /// Reads until the client closes.
        byte[] rest() throws IOException {
            return in.readAllBytes();
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /// Answers with text and a length.
        void answer(String text) throws IOException {
            send("HTTP/1.1 200 OK\r\ncontent-length: " + text.length() + "\r\n\r\n" + text);
        }
    }
}
