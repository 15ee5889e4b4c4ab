package dev.skein.server;

import dev.skein.app.App;
import dev.skein.app.Channels;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Servers for tests: on any free port, with two loops, without lifespan messages.
final class Serve {
    static {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.WARNING); // to keep the console for what matters
        }
    }

    private Serve() {}

    /// What most tests' applications do: one request, one deed.
    @FunctionalInterface
    interface Deed {
        void handle(HttpRequest request, Channels channels) throws Exception;
    }

    static ServerOptions options() {
        return ServerOptions.defaults()
                .withBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withLoops(2)
                .withLifespan(ServerOptions.Lifespan.OFF);
    }

    static App app(Deed deed) {
        return (message, channels) -> {
            if (message instanceof HttpRequest request) {
                deed.handle(request, channels);
            }
        };
    }

    static Server start(Deed deed) throws IOException, InterruptedException {
        return start(options(), deed);
    }

    static Server start(ServerOptions options, Deed deed) throws IOException, InterruptedException {
        return Server.start(app(deed), options);
    }

    /// Answers with the method, path and body of the request.
    static void echo(HttpRequest request, Channels channels) throws Exception {
        byte[] body = request.readBody(channels, Integer.MAX_VALUE);
        channels.reply()
                .send(
                        HttpResponse.text(
                                request.method() + " " + request.path() + " " + body.length));
    }

    static void hello(HttpRequest request, Channels channels) throws Exception {
        channels.reply().send(HttpResponse.text("hello " + request.path()));
    }
}
