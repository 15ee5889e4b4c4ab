package dev.skein.quality.websocket;

import java.io.IOException;

/// What is tested: it echoes every message, answers pings, and echoes the close code.
interface Peer {
    /// Whether it is the client, so that the tester plays the server.
    boolean isClient();

    /// Whether it may fail the connection before the echo of a message that came earlier has gone out. The suite allows that, and
    /// calls it "non-strict".
    boolean mayLoseEchoes();

    /// A new connection, before the opening handshake.
    Wire connect() throws IOException;
}
