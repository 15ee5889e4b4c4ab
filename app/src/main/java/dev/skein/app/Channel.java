package dev.skein.app;

import java.io.IOException;

/// Where messages go or come from. Safe from any thread; messages of one sender stay in order.
public interface Channel {
    /// A name that no other channel of any process has, and that cannot be guessed.
    String name();

    /// Sends a message. Parks the caller while the receiver is too slow: that is the back-pressure.
    ///
    /// @throws UnsupportedMessageException if this channel does not take such messages, or not now
    /// @throws DisconnectedException if the peer is gone
    /// @throws IOException if the message could not be delivered for another reason
    /// @throws InterruptedException if the caller is interrupted while parked
    default void send(Message message) throws IOException, InterruptedException {
        throw new UnsupportedMessageException(
                "channel " + name() + " only receives, but was asked to send " + message.type());
    }

    /// Waits for the next message.
    ///
    /// @throws UnsupportedMessageException if this channel only sends
    /// @throws IOException if the connection failed
    /// @throws InterruptedException if the caller is interrupted while it waits
    default Message receive() throws IOException, InterruptedException {
        throw new UnsupportedMessageException(
                "channel " + name() + " only sends, but was asked to receive");
    }

    /// Waits for bytes of a body and puts them into an array of the caller's: a large body can be read into the same array again
    /// and again, where [#receive] makes a new one for each piece.
    ///
    /// @return how many bytes came, at least one unless `length` is 0; -1 at the end of the body. [#receive] then still tells the
    ///     trailers
    /// @throws UnsupportedMessageException if this channel is not a body
    /// @throws DisconnectedException if the client goes away before the end
    /// @throws IOException if the connection failed
    /// @throws InterruptedException if the caller is interrupted while it waits; no bytes are lost
    /// @throws IndexOutOfBoundsException if the range is not within `target`
    default int read(byte[] target, int offset, int length)
            throws IOException, InterruptedException {
        throw new UnsupportedMessageException(
                "channel " + name() + " is not the body of a request, but was asked for its bytes");
    }
}
