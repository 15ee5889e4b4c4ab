package dev.skein.cli;

import dev.skein.http.http1.Http1Limits;
import dev.skein.loop.LoopOptions;
import dev.skein.server.Limits;
import dev.skein.server.ServerOptions;
import dev.skein.server.Timeouts;
import dev.skein.server.WebSocketOptions;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a command line asks for. Filled by [CommandLine], then only read.
final class Settings {
    final List<String> words = new ArrayList<>();
    final List<SocketAddress> bind = new ArrayList<>();
    final List<Path> classPath = new ArrayList<>();
    ServerOptions server = ServerOptions.defaults();
    LogLevel logLevel = LogLevel.INFO;
    boolean accessLog = true;
    boolean help;
    boolean version;
    @Nullable Path keyFile;
    @Nullable Path certificateFile;

    /// The server's options, except what needs files or streams: TLS and access log.
    ServerOptions serverOptions() {
        return bind.isEmpty() ? server : server.withBind(bind.toArray(SocketAddress[]::new));
    }

    /// Checks what belongs together.
    void check() throws CommandException {
        if ((keyFile == null) != (certificateFile == null)) {
            String missing = keyFile == null ? "--ssl-keyfile" : "--ssl-certfile";
            String given = keyFile == null ? "--ssl-certfile" : "--ssl-keyfile";
            throw CommandException.usage(
                    "expected both --ssl-certfile and --ssl-keyfile, got only "
                            + given
                            + ": give "
                            + missing
                            + " too");
        }
    }

    void limits(UnaryOperator<Limits> change) {
        server = server.withLimits(change.apply(server.limits()));
    }

    void http1(UnaryOperator<Http1Limits> change) {
        limits(limits -> limits.withHttp1(change.apply(limits.http1())));
    }

    void timeouts(UnaryOperator<Timeouts> change) {
        server = server.withTimeouts(change.apply(server.timeouts()));
    }

    void webSockets(UnaryOperator<WebSocketOptions> change) {
        WebSocketOptions now = server.webSockets();
        if (now != null) {
            server = server.withWebSockets(change.apply(now));
        }
    }

    void webSocketSize(String size) {
        int bytes = Sizes.parse(size);
        webSockets(w -> w.withLimits(w.limits().withFrameBytes(bytes).withMessageBytes(bytes)));
    }

    void webSocketPing(String time) {
        Duration interval = Durations.parse(time);
        webSockets(w -> w.withPingInterval(interval.isZero() ? null : interval));
    }

    void webSocketOrigin(String origin) {
        webSockets(
                w -> {
                    List<String> all = new ArrayList<>(w.allowedOrigins());
                    all.add(origin);
                    return w.withAllowedOrigins(all.toArray(String[]::new));
                });
    }

    void loop(UnaryOperator<LoopOptions> change) {
        server = server.withLoopOptions(change.apply(server.loopOptions()));
    }

    void lifespan(String word) {
        for (ServerOptions.Lifespan mode : ServerOptions.Lifespan.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(word)) {
                server = server.withLifespan(mode);
                return;
            }
        }
        throw new IllegalArgumentException("expected auto, on or off, got '" + word + "'");
    }
}
