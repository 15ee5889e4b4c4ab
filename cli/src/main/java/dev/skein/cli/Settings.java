package dev.skein.cli;

import dev.skein.http.http1.Http1Limits;
import dev.skein.loop.LoopOptions;
import dev.skein.server.Limits;
import dev.skein.server.ServerOptions;
import dev.skein.server.Timeouts;
import java.net.SocketAddress;
import java.nio.file.Path;
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

    void limits(UnaryOperator<Limits> change) {
        server = server.withLimits(change.apply(server.limits()));
    }

    void http1(UnaryOperator<Http1Limits> change) {
        limits(limits -> limits.withHttp1(change.apply(limits.http1())));
    }

    void timeouts(UnaryOperator<Timeouts> change) {
        server = server.withTimeouts(change.apply(server.timeouts()));
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
