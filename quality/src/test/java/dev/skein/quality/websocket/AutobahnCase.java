package dev.skein.quality.websocket;

import java.io.IOException;
import java.util.List;

/// One case: what is asked for in the handshake, and what is sent and expected then.
///
/// @param wishes for permessage-deflate, best first; none at all for a connection without it
record AutobahnCase(String id, List<Wish> wishes, Script script) {
    /// What is done on an open connection, up to its end.
    @FunctionalInterface
    interface Script {
        void play(Tester tester) throws IOException;
    }

    /// Plays it against a peer.
    ///
    /// @throws AssertionError when the peer does not do what is expected
    void play(Peer peer) throws IOException {
        try (Wire wire = peer.connect();
                Tester tester = Tester.open(wire, peer, wishes)) {
            script.play(tester);
        }
    }
}
