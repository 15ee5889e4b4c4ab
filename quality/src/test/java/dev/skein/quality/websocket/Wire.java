package dev.skein.quality.websocket;

import java.io.IOException;

/// The tester's end of a connection to a [Peer].
interface Wire extends AutoCloseable {
    /// Sends bytes at once, as one chop. Once the peer has ended the connection, they vanish.
    void write(byte[] bytes, int offset, int length) throws IOException;

    /// Reads what has come, at least one byte.
    ///
    /// @return how many bytes; -1 once the peer has ended the connection
    /// @throws IOException when nothing comes, though the peer had time enough
    int read(byte[] into) throws IOException;

    /// Whether nothing has come that is still to be read.
    boolean isQuiet() throws IOException;

    @Override
    void close() throws IOException;
}
