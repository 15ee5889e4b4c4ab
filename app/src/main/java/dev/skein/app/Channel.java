package dev.skein.app;

import java.io.IOException;
import java.nio.ByteBuffer;

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

    /// Waits for bytes of a body and puts them into a buffer of the caller's, as [java.nio.channels.ReadableByteChannel]: a large body
    /// can be read into the same memory again and again, where [#receive] makes a new array for each piece. Into a direct buffer they
    /// come straight from the system, where that is possible.
    ///
    /// @param target its position moves over what came; not to be touched meanwhile
    /// @return how many bytes came, at least one unless there is no room; -1 at the end of the body. [#receive] then still tells the
    ///     trailers
    /// @throws UnsupportedMessageException if this channel is not a body
    /// @throws DisconnectedException if the client goes away before the end
    /// @throws IOException if the connection failed
    /// @throws InterruptedException if the caller is interrupted while it waits; no bytes are lost
    default int read(ByteBuffer target) throws IOException, InterruptedException {
        throw new UnsupportedMessageException(
                "channel " + name() + " is not the body of a request, but was asked for its bytes");
    }
}
