package dev.skein.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.app.App;
import dev.skein.http.ByteSink;
import dev.skein.http.HttpDate;
import dev.skein.http.http1.ParserScratch;
import dev.skein.http.websocket.WebSocketScratch;
import dev.skein.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the connections of one loop share. Only for code that holds the loop.
final class Worker {
    private static final long DATE_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int SINK_BYTES = 1024;
    private static final int LARGEST_SINK = 256 * 1024;

    final EventLoop loop;
    final App app;
    final ServerOptions options;
    final Admission admission;
    final AccessLog accessLog;
    final ConnectionLog log = new ConnectionLog(this);
    final ParserScratch scratch = new ParserScratch();
    final WebSocketScratch webSocketScratch = new WebSocketScratch();
    final FanOut fanOut = new FanOut();
    final WebSocketOptions webSockets;

    final Deadlines headers;
    final Deadlines idle;
    final Deadlines bodies;
    final Deadlines writes;
    final Deadlines lingering;
    final Deadlines lastCall;
    final Deadlines silence;
    final Deadlines pongs;
    final Deadlines closing;

    private ByteSink sink = new ByteSink(SINK_BYTES);

    private @Nullable Connection connections;
    private boolean stopping;

    private byte[] defaultFields = {};
    private long dateCheckedAt;
    private long dateSecond = -1;

    Worker(
            EventLoop loop,
            App app,
            ServerOptions options,
            Admission admission,
            AccessLog accessLog) {
        this.loop = loop;
        this.app = app;
        this.options = options;
        this.admission = admission;
        this.accessLog = accessLog;
        Timeouts timeouts = options.timeouts();
        headers = new Deadlines(loop, timeouts.header(), e -> ((Http1Protocol) e).headerTooSlow());
        idle = new Deadlines(loop, timeouts.keepAlive(), e -> ((Http1Protocol) e).idleTooLong());
        bodies =
                new Deadlines(
                        loop, timeouts.bodyGrace(), e -> ((Http1Protocol) e).bodies().checkRate());
        writes = new Deadlines(loop, timeouts.writeStall(), e -> ((WriteWatch) e).check());
        lingering =
                new Deadlines(loop, timeouts.linger(), e -> ((Connection) e).lingeredLongEnough());
        lastCall = new Deadlines(loop, Server.LAST_CALL, e -> ((Http1Protocol) e).idleTooLong());
        WebSocketOptions given = options.webSockets();
        webSockets = given == null ? WebSocketOptions.defaults() : given;
        Duration ping = webSockets.pingInterval();
        silence =
                new Deadlines(
                        loop,
                        ping == null ? webSockets.pingTimeout() : ping,
                        e -> ((WebSocketProtocol) e).heartbeat().silentForLong());
        pongs =
                new Deadlines(
                        loop,
                        webSockets.pingTimeout(),
                        e -> ((WebSocketProtocol) e).heartbeat().silentForTooLong());
        closing =
                new Deadlines(
                        loop,
                        webSockets.closeTimeout(),
                        e -> ((WebSocketProtocol) e).closingTooLong());
        dateCheckedAt = loop.time() - 2 * DATE_CHECK_NANOS;
    }

    /// Gives native memory back; for when the loop is closed.
    void close() {
        webSocketScratch.close();
    }

    /// Where output is put together, empty. Whoever takes it must be done with it before anything else runs on the loop.
    ByteSink emptySink() {
        if (sink.array().length > LARGEST_SINK) {
            sink = new ByteSink(SINK_BYTES);
        } else {
            sink.clear();
        }
        return sink;
    }

    /// The field lines that every response begins with: the date of this second, and the server's name.
    byte[] defaultFields() {
        long turn = loop.turnTime();
        if (turn - dateCheckedAt > DATE_CHECK_NANOS) {
            dateCheckedAt = turn;
            renewDate(System.currentTimeMillis() / 1000);
        }
        return defaultFields;
    }

    private void renewDate(long second) {
        if (second == dateSecond) {
            return;
        }
        dateSecond = second;
        String server = options.serverHeader();
        String fields =
                (options.dateHeader() ? "date: " + HttpDate.format(second) + "\r\n" : "")
                        + (server.isEmpty() ? "" : "server: " + server + "\r\n");
        defaultFields = fields.getBytes(ISO_8859_1);
    }

    /// Logs, as a step of its own: a logger may wait for a lock or a disk, which whoever holds the loop must not.
    void aside(Runnable logging) {
        loop.callSoonThreadsafe(logging);
    }

    // ---- the connections
    // ------------------------------------------------------------------------------------------------------

    boolean isStopping() {
        return stopping;
    }

    void add(Connection connection) {
        connection.following = connections;
        if (connections != null) {
            connections.preceding = connection;
        }
        connections = connection;
    }

    void remove(Connection connection) {
        if (connection.preceding == null) {
            connections = connection.following;
        } else {
            connection.preceding.following = connection.following;
        }
        if (connection.following != null) {
            connection.following.preceding = connection.preceding;
        }
    }

    /// From now on responses close their connection, and idle connections get a last moment.
    void stop() {
        stopping = true;
        all().forEach(Connection::serverStops);
    }

    void cancelCalls() {
        all().forEach(Connection::cancelCalls);
    }

    void abortAll() {
        all().forEach(Connection::abort);
    }

    private List<Connection> all() {
        List<Connection> list = new ArrayList<>();
        for (Connection each = connections; each != null; each = each.following) {
            list.add(each);
        }
        return list;
    }
}
