package dev.skein.client;

import dev.skein.app.App;
import dev.skein.app.Channels;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import dev.skein.http.Headers;
import dev.skein.http.websocket.DeflateOptions;
import dev.skein.http.websocket.WebSocketLimits;
import dev.skein.loop.Tls;
import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import dev.skein.server.WebSocketOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Skein's own server, with an application that sends every message back, but for some words.
final class ClientWebSocketServer implements AutoCloseable {
    private final Server server;

    private ClientWebSocketServer(Server server) {
        this.server = server;
    }

    static ClientWebSocketServer start() throws Exception {
        return start(DeflateOptions.defaults(), null);
    }

    static ClientWebSocketServer start(DeflateOptions deflate, @Nullable Tls tls) throws Exception {
        App echo =
                (message, channels) -> {
                    switch (message) {
                        case WebSocketConnect connect -> accept(connect, channels);
                        case WebSocketReceive m -> answer(m, channels);
                        default -> {}
                    }
                };
        WebSocketLimits limits =
                WebSocketLimits.defaults().withFrameBytes(1 << 25).withMessageBytes(1 << 25);
        return new ClientWebSocketServer(
                Server.start(
                        echo,
                        ServerOptions.defaults()
                                .withBind(
                                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                                .withLoops(1)
                                .withTls(tls)
                                .withLifespan(ServerOptions.Lifespan.OFF)
                                .withWebSockets(
                                        WebSocketOptions.defaults()
                                                .withLimits(limits)
                                                .withDeflate(deflate))));
    }

    private static void accept(WebSocketConnect connect, Channels channels) throws Exception {
        String chosen = connect.subprotocols().contains("chat.v2") ? "chat.v2" : null;
        Headers headers =
                Headers.EMPTY
                        .with("set-cookie", "seen=yes")
                        .with("x-cookie", String.valueOf(connect.headers().get("cookie")))
                        .with(
                                "x-authorization",
                                String.valueOf(connect.headers().get("authorization")))
                        .with("x-origin", String.valueOf(connect.headers().get("origin")));
        channels.reply().send(new WebSocketAccept(chosen, headers));
    }

    private static void answer(WebSocketReceive m, Channels channels) throws Exception {
        if (m.text() == null) {
            channels.reply().send(new WebSocketSend(null, m.bytes()));
        } else if (m.text().startsWith("close ")) {
            int code = Integer.parseInt(m.text().substring(6, 10));
            channels.reply().send(new WebSocketClose(code, m.text().substring(10).strip()));
        } else {
            channels.reply().send(WebSocketSend.text(m.text()));
        }
    }

    String url(String path) {
        InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
        return "ws://127.0.0.1:" + address.getPort() + path;
    }

    @Override
    public void close() {
        server.close();
    }
}
