package dev.skein.app;

/// The channels that come with a message.
public interface Channels {
    /// Where the answer goes. Every message has one; all messages of a WebSocket have the same one.
    Channel reply();

    /// Where the rest of a request's body comes from while `moreContent()` is true, as [HttpChunk]s. After the last chunk, or at
    /// once when there is none, receiving waits until the client is gone or the server stops: [HttpDisconnect].
    ///
    /// In the call of a [WebSocketConnect]: where the messages of the socket come from, if the application would rather take them
    /// there than be called for each. Receiving accepts the socket, if that is still to be done. What comes is
    /// [WebSocketReceive]s, then [WebSocketDisconnect], again and again.
    ///
    /// @throws UnsupportedMessageException if the message has no body
    Channel body();

    /// A channel that a middleware has supplied.
    ///
    /// @throws UnsupportedMessageException if none has that name; the message says how to get it
    default Channel channel(String name) {
        return switch (name) {
            case "reply" -> reply();
            case "body" -> body();
            default ->
                    throw new UnsupportedMessageException(
                            "expected a channel named '"
                                    + name
                                    + "', but no middleware has supplied one: wrap the application in the"
                                    + " middleware that does");
        };
    }

    /// These channels and one more; for middleware.
    default Channels with(String name, Channel channel) {
        return new ChannelsWithOneMore(this, name, channel);
    }
}
