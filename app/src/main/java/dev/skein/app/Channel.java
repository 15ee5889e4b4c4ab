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
}
