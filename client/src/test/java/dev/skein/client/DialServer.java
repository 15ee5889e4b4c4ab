package dev.skein.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A server that treats each connection by a script, on a thread of its own. What went wrong or was noted is in [#heard].
final class DialServer implements AutoCloseable {
    /// What to do with a connection, which is closed afterwards.
    @FunctionalInterface
    interface Script {
        void serve(Socket socket) throws Exception;
    }

    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final ServerSocket listener;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    DialServer(Script script) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), script);
    }

    DialServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /// Says what it is and then all it hears in return.
    static DialServer echo(String greeting) throws IOException {
        return new DialServer(
                socket -> {
                    send(socket, greeting);
                    socket.getInputStream().transferTo(socket.getOutputStream());
                });
    }

    int port() {
        return listener.getLocalPort();
    }

    String next() throws InterruptedException {
        String next = heard.poll(10, TimeUnit.SECONDS);
        return next == null ? "nothing was heard" : next;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.serve(socket);
        } catch (Exception e) {
            heard.add("failed: " + e);
        }
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /// The bytes up to an empty line, byte by byte, so that none is read too many.
    static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                return head + "(end)";
            }
            head.append((char) b);
        }
        return head.toString();
    }

    /// Notes how the peer leaves: it sends nothing more.
    void awaitEnd(Socket socket) {
        try {
            int count = socket.getInputStream().readAllBytes().length;
            heard.add("end after " + count + " bytes");
        } catch (IOException _) {
            heard.add("end by reset");
        }
    }

    /// Passes bytes on both ways until one side ends.
    static void relay(Socket one, int port) throws IOException, InterruptedException {
        try (Socket other = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            Thread back = Thread.ofPlatform().daemon().start(() -> copy(other, one));
            copy(one, other);
            back.join();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException _) {
            // The other direction ends as well.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
