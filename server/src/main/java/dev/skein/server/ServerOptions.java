package dev.skein.server;

import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import dev.skein.loop.LoopOptions;
import dev.skein.loop.Tls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a server runs. Immutable; start from [#defaults()] and change what you need.
///
/// @param bind the addresses to listen on, TCP or Unix-domain; default 127.0.0.1:8000
/// @param loops how many event loops; default one per processor
/// @param loopOptions for each loop
/// @param backlog how many connections the system keeps waiting to be accepted; default 2048
/// @param tls null, the default, for plain connections
/// @param limits see there
/// @param timeouts see there
/// @param webSockets see there; null to take requests for one as plain requests
/// @param lifespan whether the application gets lifespan messages; default [Lifespan#AUTO]
/// @param serverHeader the value of the `server` field; empty to send none; default `skein`
/// @param dateHeader whether to send the `date` field (RFC 9110 §6.6.1 wants it); default true
/// @param accessLog gets one entry per response, on a thread of its own; null, the default, for none
/// @param debug whether a failed call is answered with its stack trace; default false. For development only
public record ServerOptions(
        List<SocketAddress> bind,
        int loops,
        LoopOptions loopOptions,
        int backlog,
        @Nullable Tls tls,
        Limits limits,
        Timeouts timeouts,
        @Nullable WebSocketOptions webSockets,
        Lifespan lifespan,
        String serverHeader,
        boolean dateHeader,
        @Nullable Consumer<AccessLogEntry> accessLog,
        boolean debug) {
    private static final ServerOptions DEFAULTS =
            new ServerOptions(
                    List.of(new InetSocketAddress(loopback(), 8000)),
                    Runtime.getRuntime().availableProcessors(),
                    LoopOptions.defaults(),
                    2048,
                    null,
                    Limits.defaults(),
                    Timeouts.defaults(),
                    WebSocketOptions.defaults(),
                    Lifespan.AUTO,
                    "skein",
                    true,
                    null,
                    false);

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    /// Whether an application gets [dev.skein.app.LifespanStartup] and [dev.skein.app.LifespanShutdown].
    public enum Lifespan {
        /// It gets them. One that answers startup as if it were a request plainly knows nothing of lifespans: the server starts
        /// without. Any other failure keeps the server from starting.
        AUTO,
        /// It gets them, and whatever it throws keeps the server from starting.
        ON,
        /// It does not get them.
        OFF
    }

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one is out of range, naming it
    public ServerOptions {
        bind = List.copyOf(bind);
        if (bind.isEmpty()) {
            throw new IllegalArgumentException("bind must name at least one address");
        }
        if (loops < 1) {
            throw new IllegalArgumentException("loops must be at least 1, got " + loops);
        }
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog must be at least 1, got " + backlog);
        }
        if (!serverHeader.chars().allMatch(c -> c <= 0xFF && Grammar.isFieldValue(c))) {
            throw new IllegalArgumentException(
                    "serverHeader must be a field value (RFC 9110 §5.5), got "
                            + Escapes.escape(serverHeader, 80));
        }
    }

    /// The defaults named above.
    public static ServerOptions defaults() {
        return DEFAULTS;
    }

    /// These with other [#bind()] addresses.
    public ServerOptions withBind(SocketAddress... addresses) {
        return with(draft -> draft.bind = List.of(addresses));
    }

    /// These with another number of [#loops()].
    public ServerOptions withLoops(int count) {
        return with(draft -> draft.loops = count);
    }

    /// These with other [#loopOptions()].
    public ServerOptions withLoopOptions(LoopOptions options) {
        return with(draft -> draft.loopOptions = options);
    }

    /// These with another [#backlog()].
    public ServerOptions withBacklog(int connections) {
        return with(draft -> draft.backlog = connections);
    }

    /// These with [#tls()], or without when null.
    public ServerOptions withTls(@Nullable Tls settings) {
        return with(draft -> draft.tls = settings);
    }

    /// These with other [#limits()].
    public ServerOptions withLimits(Limits other) {
        return with(draft -> draft.limits = other);
    }

    /// These with other [#timeouts()].
    public ServerOptions withTimeouts(Timeouts other) {
        return with(draft -> draft.timeouts = other);
    }

    /// These with other [#webSockets()], or without when null.
    public ServerOptions withWebSockets(@Nullable WebSocketOptions other) {
        return with(draft -> draft.webSockets = other);
    }

    /// These with another [#lifespan()].
    public ServerOptions withLifespan(Lifespan mode) {
        return with(draft -> draft.lifespan = mode);
    }

    /// These with another [#serverHeader()].
    public ServerOptions withServerHeader(String value) {
        return with(draft -> draft.serverHeader = value);
    }

    /// These with the [#dateHeader()] on or off.
    public ServerOptions withDateHeader(boolean on) {
        return with(draft -> draft.dateHeader = on);
    }

    /// These with an [#accessLog()], or without when null.
    public ServerOptions withAccessLog(@Nullable Consumer<AccessLogEntry> log) {
        return with(draft -> draft.accessLog = log);
    }

    /// These with [#debug()] on or off.
    public ServerOptions withDebug(boolean on) {
        return with(draft -> draft.debug = on);
    }

    private ServerOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /// The same fields, to be changed one by one.
    private static final class Draft {
        List<SocketAddress> bind;
        int loops;
        LoopOptions loopOptions;
        int backlog;
        @Nullable Tls tls;
        Limits limits;
        Timeouts timeouts;
        @Nullable WebSocketOptions webSockets;
        Lifespan lifespan;
        String serverHeader;
        boolean dateHeader;
        @Nullable Consumer<AccessLogEntry> accessLog;
        boolean debug;

        Draft(ServerOptions from) {
            bind = from.bind;
            loops = from.loops;
            loopOptions = from.loopOptions;
            backlog = from.backlog;
            tls = from.tls;
            limits = from.limits;
            timeouts = from.timeouts;
            webSockets = from.webSockets;
            lifespan = from.lifespan;
            serverHeader = from.serverHeader;
            dateHeader = from.dateHeader;
            accessLog = from.accessLog;
            debug = from.debug;
        }

        ServerOptions options() {
            return new ServerOptions(
                    bind,
                    loops,
                    loopOptions,
                    backlog,
                    tls,
                    limits,
                    timeouts,
                    webSockets,
                    lifespan,
                    serverHeader,
                    dateHeader,
                    accessLog,
                    debug);
        }
    }
}
