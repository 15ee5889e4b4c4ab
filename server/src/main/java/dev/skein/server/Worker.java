package dev.skein.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.app.App;
import dev.skein.http.ByteSink;
import dev.skein.http.HttpDate;
import dev.skein.http.http1.ParserScratch;
import dev.skein.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the connections of one loop share. Only for code that holds the loop.
final class Worker {
    private static final long DATE_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    final EventLoop loop;
    final App app;
    final ServerOptions options;
    final Admission admission;
    final AccessLog accessLog;
    final ConnectionLog log = new ConnectionLog(this);
    final ParserScratch scratch = new ParserScratch();
    final ByteSink sink = new ByteSink(1024);

    final Deadlines headers;
    final Deadlines idle;
    final Deadlines bodies;
    final Deadlines writes;
    final Deadlines lingering;
    final Deadlines lastCall;

    private @Nullable Http1Protocol connections;
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
                new Deadlines(loop, timeouts.bodyGrace(), e -> ((Http1Protocol) e).checkBodyRate());
        writes = new Deadlines(loop, timeouts.writeStall(), e -> ((WriteWatch) e).check());
        lingering =
                new Deadlines(
                        loop, timeouts.linger(), e -> ((Http1Protocol) e).lingeredLongEnough());
        lastCall = new Deadlines(loop, Server.LAST_CALL, e -> ((Http1Protocol) e).idleTooLong());
        dateCheckedAt = loop.time() - 2 * DATE_CHECK_NANOS;
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

    void add(Http1Protocol connection) {
        connection.following = connections;
        if (connections != null) {
            connections.preceding = connection;
        }
        connections = connection;
    }

    void remove(Http1Protocol connection) {
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
        all().forEach(Http1Protocol::serverStops);
    }

    void cancelCalls() {
        all().forEach(Http1Protocol::cancelCall);
    }

    void abortAll() {
        all().forEach(Http1Protocol::abort);
    }

    private List<Http1Protocol> all() {
        List<Http1Protocol> list = new ArrayList<>();
        for (Http1Protocol each = connections; each != null; each = each.following) {
            list.add(each);
        }
        return list;
    }
}
