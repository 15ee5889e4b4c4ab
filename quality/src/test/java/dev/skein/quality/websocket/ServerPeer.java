package dev.skein.quality.websocket;

import dev.skein.app.Channels;
import dev.skein.app.Message;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/// A whole server on a real socket, with an application that echoes. Its options are the defaults, but for the number of fragments.
final class ServerPeer implements Peer, AutoCloseable {
    private final Server server;

    private ServerPeer(Server server) {
        this.server = server;
    }

    static ServerPeer start() throws IOException, InterruptedException {
        ServerOptions options =
                ServerOptions.defaults()
                        .withBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .withLoops(1)
                        .withLifespan(ServerOptions.Lifespan.OFF);
        return new ServerPeer(Server.start(ServerPeer::echo, options));
    }

    private static void echo(Message message, Channels channels) throws Exception {
        if (message instanceof WebSocketReceive received) {
            String text = received.text();
            channels.reply()
                    .send(
                            text == null
                                    ? WebSocketSend.bytes(Objects.requireNonNull(received.bytes()))
                                    : WebSocketSend.text(text));
        }
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public boolean mayLoseEchoes() {
        return false;
    }

    @Override
    public Wire connect() throws IOException {
        return SocketWire.to(server.addresses().getFirst());
    }

    @Override
    public void close() {
        server.close();
    }
}
