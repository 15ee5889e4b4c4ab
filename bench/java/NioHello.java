import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// What Java itself costs: `c/server.c` in its `hello` mode, on a bare `java.nio` selector.
///
/// One thread, the handler inline, one direct buffer in and one out. A request ends at an empty line; nothing else of
/// it is read. Answers to pipelined requests leave in one write per read. It leaves out all that the C server does.
///
/// Run: `java NioHello.java PORT`
public final class NioHello {
    private static final int BACKLOG = 4096;
    private static final int REPEATS = 512;
    private static final int NONE = -1000;
    private static final byte[] ANSWER =
            """
            HTTP/1.1 200 OK\r
            content-type: text/plain\r
            content-length: 12\r
            date: Sat, 21 Nov 2026 11:00:00 GMT\r
            server: bench\r
            \r
            Hello, world"""
                    .getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final ServerSocketChannel listener;

    /// One for all sockets: nothing read is kept.
    private final ByteBuffer input = ByteBuffer.allocateDirect(64 * 1024);

    /// The answer, repeated, so that a batch is one write from one buffer.
    private final ByteBuffer answers = ByteBuffer.allocateDirect(REPEATS * ANSWER.length);

    private NioHello(int port) throws IOException {
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        for (int i = 0; i < REPEATS; i++) {
            answers.put(ANSWER);
        }
    }

    public static void main(String[] arguments) throws IOException {
        var server = new NioHello(Integer.parseInt(arguments[0]));
        while (true) {
            server.selector.select(server::ready);
        }
    }

    private void ready(SelectionKey key) {
        if (key.isAcceptable()) {
            acceptAll();
            return;
        }
        var connection = (Connection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.flush();
            }
            if (key.isReadable()) {
                connection.read();
            }
        } catch (IOException _) {
            connection.close();
        }
    }

    private void acceptAll() {
        try {
            for (SocketChannel channel; (channel = listener.accept()) != null; ) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                var connection = new Connection(channel);
                connection.key = channel.register(selector, SelectionKey.OP_READ, connection);
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot accept (too many open files? raise ulimit -n)", e);
        }
    }

    /// What one socket is in the middle of. Answers are all alike, so owing them is a number, not a buffer.
    private final class Connection {
        private final SocketChannel channel;
        private SelectionKey key;
        private long owed;
        private int sent;
        private boolean full;

        /// Where the last newline was, counted back from the start of the next read.
        private int lastNewline = NONE;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void read() throws IOException {
            input.clear();
            int n = channel.read(input);
            if (n < 0) {
                close();
                return;
            }
            owed += countHeads(n);
            if (owed > 0) {
                flush();
            }
        }

        /// A head ends with the one line of two bytes: two newlines two apart, maybe in different reads.
        private int countHeads(int limit) {
            int heads = 0;
            int newline = lastNewline;
            for (int i = 0; i < limit; i++) {
                if (input.get(i) != '\n') {
                    continue;
                }
                if (i - newline == 2) {
                    heads++;
                    newline = NONE;
                } else {
                    newline = i;
                }
            }
            lastNewline = Math.max(newline - limit, NONE);
            return heads;
        }

        /// Writes what is owed until the socket is full; the selector then calls again.
        void flush() throws IOException {
            while (owed > 0) {
                long end = Math.min(owed * ANSWER.length, answers.capacity());
                answers.limit((int) end).position(sent);
                int n = channel.write(answers);
                if (n == 0) {
                    full = true;
                    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                    return;
                }
                owed -= (sent + n) / ANSWER.length;
                sent = (sent + n) % ANSWER.length;
            }
            if (full) {
                full = false;
                key.interestOps(SelectionKey.OP_READ);
            }
        }

        void close() {
            try {
                channel.close();
            } catch (IOException _) {
                // Nothing depends on a socket that is already gone.
            }
        }
    }
}
