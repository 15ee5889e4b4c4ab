package dev.skein.cli;

import dev.skein.http.http1.Http1Limits;
import dev.skein.loop.LoopOptions;
import dev.skein.server.Limits;
import dev.skein.server.ServerOptions;
import dev.skein.server.Timeouts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The table of options. What it shows as defaults it takes from where they are kept.
final class Options {
    static final List<OptionGroup<Settings>> GROUPS =
            List.of(
                    new OptionGroup<>("Options", main()),
                    new OptionGroup<>("Logging", logging()),
                    new OptionGroup<>("Encryption", encryption()),
                    new OptionGroup<>(
                            "Time-outs, in seconds (2.5) or with a unit (500ms)", timeouts()),
                    new OptionGroup<>("Limits; sizes in bytes, or with k, m or g", limits()),
                    WebSocketOptionTable.group(),
                    new OptionGroup<>("Event loops", loops()));

    private Options() {}

    private static List<Option<Settings>> main() {
        ServerOptions standard = ServerOptions.defaults();
        return List.of(
                new Option<>(
                        "--bind",
                        "ADDRESS",
                        BindAddress.format(standard.bind().getFirst()),
                        "Listen here: host:port, [IPv6 address]:port, :port for every address of this machine, or"
                                + " unix:path. Port 0 is any free one. Repeat it for more.",
                        (s, v) -> s.bind.add(BindAddress.parse(v))),
                new Option<>(
                        "--class-path",
                        "PATHS",
                        "",
                        "Where else classes are found: jars and directories, or 'lib/*' for the jars in lib.",
                        (s, v) -> s.classPath.addAll(ClassPath.parse(v))),
                new Option<>(
                        "--lifespan",
                        "MODE",
                        standard.lifespan().name().toLowerCase(Locale.ROOT),
                        "Whether the application is told of startup and shutdown: auto (if it knows such messages),"
                                + " on or off.",
                        Settings::lifespan),
                new Option<>(
                        "--backlog",
                        "COUNT",
                        Integer.toString(standard.backlog()),
                        "Connections that the system keeps waiting to be accepted.",
                        (s, v) -> s.server = s.server.withBacklog(Sizes.parseCount(v))),
                Option.flag(
                        "--debug",
                        "For development: failed requests are answered with their stack trace; slow steps and"
                                + " forgotten failures are logged.",
                        (s, _) -> {
                            s.server = s.server.withDebug(true);
                            s.loop(l -> l.withDebug(true));
                        }),
                Option.flag("-h, --help", "Print this and exit.", (s, _) -> s.help = true),
                Option.flag(
                        "--version", "Print the version and exit.", (s, _) -> s.version = true));
    }

    private static List<Option<Settings>> logging() {
        return List.of(
                new Option<>(
                        "--log-level",
                        "LEVEL",
                        LogLevel.INFO.word(),
                        "What goes to standard error: one of " + LogLevel.words() + ".",
                        (s, v) -> s.logLevel = LogLevel.parse(v)),
                Option.flag(
                        "--access-log",
                        "Write a line for each response to standard output; the default.",
                        (s, _) -> s.accessLog = true),
                Option.flag("--no-access-log", "Do not.", (s, _) -> s.accessLog = false));
    }

    private static List<Option<Settings>> encryption() {
        return List.of(
                new Option<>(
                        "--ssl-certfile",
                        "FILE",
                        "",
                        "Serve https with this certificate (PEM), followed by the intermediate ones.",
                        (s, v) -> s.certificateFile = Path.of(v)),
                new Option<>(
                        "--ssl-keyfile",
                        "FILE",
                        "",
                        "The key of the certificate (PEM, unencrypted).",
                        (s, v) -> s.keyFile = Path.of(v)));
    }

    private static List<Option<Settings>> timeouts() {
        Timeouts standard = Timeouts.defaults();
        return List.of(
                new Option<>(
                        "--timeout-header",
                        "TIME",
                        Durations.format(standard.header()),
                        "For the head of a request to come; then 408.",
                        (s, v) -> s.timeouts(t -> t.withHeader(Durations.parse(v)))),
                new Option<>(
                        "--timeout-body-grace",
                        "TIME",
                        Durations.format(standard.bodyGrace()),
                        "How long a body may come slower than --limit-body-rate; then 408.",
                        (s, v) -> s.timeouts(t -> t.withBodyGrace(Durations.parse(v)))),
                new Option<>(
                        "--timeout-keep-alive",
                        "TIME",
                        Durations.format(standard.keepAlive()),
                        "How long a connection may be idle between requests.",
                        (s, v) -> s.timeouts(t -> t.withKeepAlive(Durations.parse(v)))),
                new Option<>(
                        "--timeout-write-stall",
                        "TIME",
                        Durations.format(standard.writeStall()),
                        "A client that takes nothing of its response for so long is cut off.",
                        (s, v) -> s.timeouts(t -> t.withWriteStall(Durations.parse(v)))),
                new Option<>(
                        "--timeout-handshake",
                        "TIME",
                        Durations.format(standard.handshake()),
                        "For the TLS handshake.",
                        (s, v) -> s.timeouts(t -> t.withHandshake(Durations.parse(v)))),
                new Option<>(
                        "--timeout-graceful-shutdown",
                        "TIME",
                        Durations.format(standard.graceful()),
                        "How long running requests may take once the server stops; then they are cancelled.",
                        (s, v) -> s.timeouts(t -> t.withGraceful(Durations.parse(v)))),
                new Option<>(
                        "--timeout-linger",
                        "TIME",
                        Durations.format(standard.linger()),
                        "How long, after an error, what the client still sends is read so that it sees the answer.",
                        (s, v) -> s.timeouts(t -> t.withLinger(Durations.parse(v)))));
    }

    private static List<Option<Settings>> limits() {
        List<Option<Settings>> all = new ArrayList<>(headLimits());
        all.addAll(bodyLimits());
        all.addAll(connectionLimits());
        return List.copyOf(all);
    }

    private static List<Option<Settings>> headLimits() {
        Http1Limits standard = Http1Limits.defaults();
        return List.of(
                new Option<>(
                        "--limit-request-line",
                        "SIZE",
                        Sizes.format(standard.requestLine()),
                        "Request line; then 414.",
                        (s, v) -> s.http1(l -> l.withRequestLine(Sizes.parse(v)))),
                new Option<>(
                        "--limit-header-bytes",
                        "SIZE",
                        Sizes.format(standard.headerBytes()),
                        "All header fields together; then 431.",
                        (s, v) -> s.http1(l -> l.withHeaderBytes(Sizes.parse(v)))),
                new Option<>(
                        "--limit-header-fields",
                        "COUNT",
                        Integer.toString(standard.headerFields()),
                        "Number of header fields; then 431.",
                        (s, v) -> s.http1(l -> l.withHeaderFields(Sizes.parseCount(v)))),
                new Option<>(
                        "--limit-chunk-extension",
                        "SIZE",
                        Sizes.format(standard.chunkExtensionBytes()),
                        "All chunk extensions of a body; then 400.",
                        (s, v) -> s.http1(l -> l.withChunkExtensionBytes(Sizes.parse(v)))),
                new Option<>(
                        "--limit-trailer-bytes",
                        "SIZE",
                        Sizes.format(standard.trailerBytes()),
                        "All trailer fields together; then 431.",
                        (s, v) -> s.http1(l -> l.withTrailerBytes(Sizes.parse(v)))),
                new Option<>(
                        "--limit-trailer-fields",
                        "COUNT",
                        Integer.toString(standard.trailerFields()),
                        "Number of trailer fields; then 431.",
                        (s, v) -> s.http1(l -> l.withTrailerFields(Sizes.parseCount(v)))));
    }

    private static List<Option<Settings>> bodyLimits() {
        Limits standard = Limits.defaults();
        return List.of(
                new Option<>(
                        "--limit-body",
                        "SIZE",
                        Sizes.format(standard.http1().bodyBytes()),
                        "Body of a request, or 'unlimited'; then 413.",
                        (s, v) -> s.http1(l -> l.withBodyBytes(Sizes.parseLong(v)))),
                new Option<>(
                        "--limit-body-rate",
                        "SIZE",
                        Sizes.format(standard.bodyRate()),
                        "Least bytes of a body each second (see --timeout-body-grace); 0 for any rate.",
                        (s, v) -> s.limits(l -> l.withBodyRate(Sizes.parse(v)))),
                new Option<>(
                        "--limit-unread",
                        "SIZE",
                        Sizes.format(standard.unread()),
                        "How much of a body waits for the application before the client is held back.",
                        (s, v) -> s.limits(l -> l.withUnread(Sizes.parse(v)))),
                new Option<>(
                        "--limit-write-buffer",
                        "SIZE",
                        Sizes.format(standard.writeHighWater()),
                        "How much of a response waits for the client before the application is held back.",
                        (s, v) -> s.limits(l -> l.withWriteHighWater(Sizes.parse(v)))));
    }

    private static List<Option<Settings>> connectionLimits() {
        Limits standard = Limits.defaults();
        return List.of(
                new Option<>(
                        "--limit-connections",
                        "COUNT",
                        Integer.toString(standard.connections()),
                        "Connections open at once; a further one gets 503. 0 for any number.",
                        (s, v) -> s.limits(l -> l.withConnections(Sizes.parseCount(v)))),
                new Option<>(
                        "--limit-connections-per-address",
                        "COUNT",
                        Integer.toString(standard.connectionsPerAddress()),
                        "The same for each client address.",
                        (s, v) -> s.limits(l -> l.withConnectionsPerAddress(Sizes.parseCount(v)))),
                new Option<>(
                        "--limit-concurrency",
                        "COUNT",
                        Integer.toString(standard.calls()),
                        "Requests being answered at once; a further one gets 503. 0 for any number.",
                        (s, v) -> s.limits(l -> l.withCalls(Sizes.parseCount(v)))));
    }

    private static List<Option<Settings>> loops() {
        LoopOptions standard = LoopOptions.defaults();
        return List.of(
                new Option<>(
                        "--loops",
                        "COUNT",
                        Integer.toString(ServerOptions.defaults().loops()),
                        "Event loops; the default is one for each processor.",
                        (s, v) -> s.server = s.server.withLoops(Sizes.parseCount(v))),
                new Option<>(
                        "--hand-off-after",
                        "MS",
                        Long.toString(standard.handOffAfter().toMillis()),
                        "A step that holds its loop for more milliseconds loses the loop to another thread; 0 for"
                                + " never.",
                        (s, v) -> s.loop(l -> l.withHandOffAfter(Durations.parseMillis(v)))),
                new Option<>(
                        "--max-threads",
                        "COUNT",
                        Integer.toString(standard.maxThreads()),
                        "Most threads of one loop, stuck ones included.",
                        (s, v) -> s.loop(l -> l.withMaxThreads(Sizes.parseCount(v)))));
    }
}
