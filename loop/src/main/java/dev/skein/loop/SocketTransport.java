package dev.skein.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A TCP or Unix-domain connection.
final class SocketTransport extends Transport implements Poller.Sink {
    /// How often is read from a connection that is given up.
    private static final int MOST_LAST_READS = 64;

    private final SocketChannel channel;
    private final SocketAddress local;
    private final SocketAddress remote;
    private @Nullable SelectionKey key;
    private int interest;

    /// The system took less than there was: nothing is written before it says that it takes more.
    private boolean blocked;

    private long bytesWritten;
    private boolean eofSent;
    private boolean eofReceived;

    /// @param channel connected and non-blocking
    SocketTransport(EventLoop loop, SocketChannel channel, Protocol protocol) throws IOException {
        super(loop, protocol);
        this.channel = channel;
        this.local = channel.getLocalAddress();
        this.remote = channel.getRemoteAddress();
    }

    /// Begins to serve the connection; the loop must be held.
    void open() throws IOException {
        interest = SelectionKey.OP_READ;
        key = loop().core.poller().register(channel, interest, this);
        tell(() -> protocol.connectionMade(this));
    }

    // ---- events
    // -----------------------------------------------------------------------------------------------------------

    @Override
    public void ready(int ready) {
        if ((ready & SelectionKey.OP_WRITE) != 0) {
            blocked = false;
            drainAndSettle();
            wants(SelectionKey.OP_WRITE, blocked);
        }
        if ((ready & SelectionKey.OP_READ) != 0 && (interest & SelectionKey.OP_READ) != 0) {
            read();
        }
    }

    private void read() {
        try {
            ByteBuffer wanted = protocol.getBuffer();
            ByteBuffer in = wanted == null ? loop().core.buffers().forReading() : wanted;
            int count = receive(in);
            if (count > 0 && wanted == null) {
                protocol.dataReceived(in.flip());
            } else if (count > 0) {
                protocol.bufferUpdated(count);
            } else if (count < 0) {
                readEof();
            }
        } catch (RuntimeException | Error e) {
            failedProtocol(e);
        }
    }

    /// How many bytes came; 0 when the connection failed.
    private int receive(ByteBuffer in) {
        try {
            return channel.read(in);
        } catch (IOException e) {
            lose(e, false);
            return 0;
        }
    }

    @Override
    public void loopClosed() {
        lose(new IOException("the loop was closed"), true);
    }

    @Override
    void readRest() {
        try {
            for (int i = 0; i < MOST_LAST_READS && (interest & SelectionKey.OP_READ) != 0; i++) {
                ByteBuffer in = loop().core.buffers().forReading();
                if (isLost() || channel.read(in) <= 0) {
                    return;
                }
                protocol.dataReceived(in.flip());
            }
        } catch (IOException e) {
            EventLoop.logDebug("nothing is left to be read", e);
        } catch (RuntimeException | Error e) {
            failedProtocol(e);
        }
    }

    private void readEof() {
        eofReceived = true;
        stopReading();
        if (!protocol.eofReceived()) {
            close();
        }
    }

    // ---- what a transport does
    // ----------------------------------------------------------------------------------------------

    @Override
    boolean drain() throws IOException {
        if (outbox.size() == 0) {
            return true;
        }
        if (blocked) {
            return false;
        }
        long before = outbox.size();
        boolean empty = outbox.writeTo(channel, loop().core.buffers());
        bytesWritten += before - outbox.size();
        if (!empty) {
            blocked = true;
            wants(SelectionKey.OP_WRITE, true);
        }
        return empty;
    }

    @Override
    long backlog() {
        return outbox.size();
    }

    @Override
    public long writeBufferSize() {
        return outbox.size();
    }

    @Override
    void sendEof() throws IOException {
        if (!eofSent) {
            eofSent = true;
            channel.shutdownOutput();
        }
    }

    @Override
    void finishClose() {
        lose(null, false);
    }

    @Override
    void setReading(boolean on) {
        if (!on || !(isClosing() || eofReceived)) {
            wants(SelectionKey.OP_READ, on);
        }
    }

    @Override
    void stopReading() {
        wants(SelectionKey.OP_READ, false);
    }

    private void wants(int operation, boolean on) {
        int wanted = on ? interest | operation : interest & ~operation;
        if (wanted == interest || key == null || isLost()) {
            return;
        }
        interest = wanted;
        try {
            key.interestOps(wanted);
        } catch (CancelledKeyException e) {
            lose(new IOException("the channel was closed from outside", e), false);
        }
    }

    @Override
    void release(boolean reset) {
        try {
            if (reset && channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            EventLoop.logDebug("asking for a reset failed", e);
        }
        Listener.closeQuietly(channel);
    }

    @Override
    public long bytesWritten() {
        return bytesWritten;
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }
}
