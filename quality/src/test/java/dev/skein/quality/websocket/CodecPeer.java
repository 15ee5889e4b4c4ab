package dev.skein.quality.websocket;

import dev.skein.http.websocket.DeflateOptions;
import dev.skein.http.websocket.Role;
import dev.skein.http.websocket.WebSocketScratch;

/// Our codec and handshake alone, in memory and on one thread. All its connections share one scratch, as those of a loop do.
///
/// It uses what is hardest to get right: context takeover wherever it is granted, and compression of every message.
final class CodecPeer implements Peer, AutoCloseable {
    static final DeflateOptions DEFLATE =
            DeflateOptions.defaults().withContextTakeover(true).withLeastBytes(0);

    private final Role role;
    private final WebSocketScratch scratch = new WebSocketScratch();

    CodecPeer(Role role) {
        this.role = role;
    }

    @Override
    public boolean isClient() {
        return role == Role.CLIENT;
    }

    @Override
    public boolean mayLoseEchoes() {
        return false;
    }

    @Override
    public Wire connect() {
        return role == Role.CLIENT ? CodecWire.client(scratch) : CodecWire.server(scratch);
    }

    @Override
    public void close() {
        scratch.close();
    }
}
