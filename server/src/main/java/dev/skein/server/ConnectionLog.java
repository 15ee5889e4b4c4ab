package dev.skein.server;

import dev.skein.app.HttpRequest;
import dev.skein.http.Escapes;
import dev.skein.http.RemoteProtocolException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the connections of one worker have to say to the log and the access log.
final class ConnectionLog {
    private static final int EXCERPT = 120;

    private final Worker worker;

    ConnectionLog(Worker worker) {
        this.worker = worker;
    }

    /// A request has been answered, or has lost its client.
    void access(Call call, int status, long bytes) {
        if (!worker.accessLog.isOn()) {
            return;
        }
        HttpRequest request = call.request;
        String query = request.queryString();
        worker.accessLog.add(
                new AccessLogEntry(
                        request.client(),
                        request.method(),
                        query.isEmpty() ? request.rawPath() : request.rawPath() + "?" + query,
                        request.httpVersion(),
                        status,
                        bytes,
                        Instant.now(),
                        Duration.ofNanos(System.nanoTime() - call.began)));
    }

    /// A call did not end as it should.
    void failed(Call call, String how, @Nullable Throwable failure) {
        String what =
                "the call of "
                        + call.request.method()
                        + " "
                        + Escapes.escape(call.request.rawPath(), EXCERPT)
                        + " "
                        + how;
        worker.aside(() -> Server.LOG.log(Level.ERROR, what, failure));
    }

    /// A client sent what is no proper request.
    void bad(SocketAddress client, RemoteProtocolException e) {
        String peer = Addresses.format(client);
        worker.aside(
                () ->
                        Server.LOG.log(
                                Level.INFO,
                                "bad request from {0}: {1} {2}: {3}",
                                peer,
                                Integer.toString(e.status()),
                                e.getMessage(),
                                Escapes.escape(e.excerpt(), EXCERPT)));
    }

    /// A call for a WebSocket did not end as it should.
    void failed(String path, String how, @Nullable Throwable failure) {
        String what = "a call for the WebSocket " + Escapes.escape(path, EXCERPT) + " " + how;
        worker.aside(() -> Server.LOG.log(Level.ERROR, what, failure));
    }

    /// A call for a WebSocket ended because somebody was gone.
    void endedEarly(String path, Throwable failure) {
        worker.aside(
                () ->
                        Server.LOG.log(
                                Level.INFO,
                                "a call for the WebSocket {0} ended early: {1}",
                                Escapes.escape(path, EXCERPT),
                                failure.getMessage()));
    }

    /// A WebSocket is given up.
    void closing(SocketAddress client, String path, int code, String reason) {
        String peer = Addresses.format(client);
        worker.aside(
                () ->
                        Server.LOG.log(
                                Level.INFO,
                                "closing the WebSocket {0} of {1} with {2}: {3}",
                                Escapes.escape(path, EXCERPT),
                                peer,
                                Integer.toString(code),
                                reason));
    }

    /// A connection ended before the server had anything to do with it.
    void lostEarly(@Nullable Exception cause) {
        String why = String.valueOf(cause);
        worker.aside(
                () ->
                        Server.LOG.log(
                                Level.DEBUG,
                                "a connection ended before its handshake did: {0}",
                                why));
    }
}
