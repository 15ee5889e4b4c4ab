package dev.skein.client;

import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.Data;
import dev.skein.http.http1.End;
import dev.skein.http.http1.Event;
import dev.skein.http.http1.RequestHead;
import dev.skein.http.http1.ResponseHead;
import dev.skein.http.http1.ResponseParser;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Protocol;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 connection to one origin or proxy: it carries one exchange at a time, and rests in the pool between them.
///
/// Its state belongs to the loop, but for what says otherwise.
final class Http1Connection implements Protocol, Pooled {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final Route route;
    private final EventLoop loop;
    private final Connections pool;
    private final ResponseParser parser;
    private final Watch watch;
    private @Nullable Transport transport;
    private @Nullable Exchange exchange;
    private @Nullable Upload upload;
    private boolean requestSent;

    /// Nothing of the request was left out.
    private boolean complete;

    private boolean responseRead;
    private boolean reusable;

    /// What came of the response so far, for the choice whether to try again.
    private volatile boolean anythingRead;

    private volatile boolean lost;

    /// The server has said something since the connection was opened: it has accepted us.
    private boolean proven;

    private @Nullable IOException lostTo;
    private @Nullable Runnable whenGone;
    private String plainAuthority = "";
    private @Nullable Headers plainFields;

    Http1Connection(EventLoop loop, Route route, Connections pool, ResponseParser parser) {
        this.loop = loop;
        this.route = route;
        this.pool = pool;
        this.parser = parser;
        this.watch = new Watch(this);
    }

    // ---- for any thread

    EventLoop loop() {
        return loop;
    }

    @Override
    public Object home() {
        return loop;
    }

    @Override
    public boolean isUsable() {
        Transport made = transport;
        return !lost && made != null && !made.isClosing() && loop.isRunning();
    }

    /// Whether nothing of a response has come on this connection since the exchange began.
    boolean isUntouched() {
        return !anythingRead;
    }

    /// Begins an exchange; failures are the exchange's.
    void begin(Exchange next, Outgoing what) {
        if (loop.enter()) {
            try {
                beginOnLoop(next, what);
            } finally {
                loop.exit();
            }
        } else {
            loop.run(() -> beginOnLoop(next, what));
        }
    }

    private void beginOnLoop(Exchange next, Outgoing what) {
        Transport to = transport;
        if (to == null || lost || (to.isClosing() && proven)) {
            anythingRead = false;
            next.fail(lostTo == null ? Http1Connection::closedWhileIdle : disconnected(lostTo));
            return;
        }
        exchange = next;
        anythingRead = false;
        if (to.isClosing()) {
            return; // connectionLost is about to say why
        }
        upload = what.rest();
        responseRead = false;
        requestSent = upload == null;
        complete = true;
        parser.begin(next.request.method());
        to.write(what.start().array(), 0, what.start().size());
        if (what.body().length > 0) {
            to.write(what.body());
        }
        if (upload != null) {
            to.flush();
            upload.start(loop);
        }
        watch.began(next);
    }

    private static ClientException closedWhileIdle(RequestInfo request, Phase phase) {
        return new ServerDisconnectedException(
                request, Phase.SEND, "the server had closed the kept connection", null);
    }

    /// The fields of a request in which nothing is particular, as they were sent here before; null if none was, or to another
    /// authority. For whoever holds the connection.
    @Nullable Headers plainFields(String authority) {
        return authority.equals(plainAuthority) ? plainFields : null;
    }

    void rememberFields(String authority, Headers fields) {
        plainAuthority = authority;
        plainFields = fields;
    }

    /// Gives the connection up, with whatever is on it.
    void abort() {
        loop.run(
                () -> {
                    if (transport != null) {
                        transport.abort();
                    }
                });
    }

    /// Closes it, calmly if nothing is on it.
    void close() {
        loop.run(
                () -> {
                    if (transport != null && exchange == null) {
                        transport.close();
                    } else if (transport != null) {
                        transport.abort();
                    }
                });
    }

    /// [#close()], and has `then` run once it is gone.
    void closeFor(Runnable then) {
        loop.run(
                () -> {
                    if (lost) {
                        then.run();
                    } else {
                        whenGone = then;
                        close();
                    }
                });
    }

    /// Gives one exchange up, if it is still the one on this connection.
    void abort(Exchange which, Exchange.Failure why) {
        loop.run(
                () -> {
                    which.fail(why);
                    if (exchange == which && transport != null) {
                        transport.abort();
                    }
                });
    }

    void resumeReading() {
        loop.run(
                () -> {
                    if (transport != null) {
                        transport.resumeReading();
                        watch.resumed();
                    }
                });
    }

    /// Runs something on the loop and waits for it, even when interrupted.
    void runOnLoop(Runnable operation) {
        CountDownLatch done = new CountDownLatch(1);
        loop.run(
                () -> {
                    operation.run();
                    done.countDown();
                });
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Nullable Transport transport() {
        return transport;
    }

    // ---- the transport's side

    @Override
    public void connectionMade(Transport made) {
        transport = made;
    }

    @Override
    public void dataReceived(ByteBuffer in) {
        watch.received();
        Exchange current = exchange;
        if (current == null) {
            openTransport().abort(); // RFC 9112 §9.5 and common sense: nobody asked for anything
            return;
        }
        anythingRead = true;
        proven = true;
        try {
            read(current, in);
        } catch (RemoteProtocolException e) {
            fail(current, e);
        }
        current.wake();
    }

    private void read(Exchange current, ByteBuffer in) throws RemoteProtocolException {
        while (true) {
            if (parser.inBody()) {
                current.fill(parser, in);
            }
            Event event = parser.next(in);
            switch (event) {
                case null -> {
                    reusable &= !in.hasRemaining(); // what is left came after the end
                    return;
                }
                case ResponseHead head -> {
                    if (head(current, head, in)) {
                        return;
                    }
                }
                case Data data -> {
                    if (current.data(data.bytes())) {
                        openTransport().pauseReading();
                        watch.paused();
                    }
                }
                case End end -> {
                    ended(current, end.trailers(), !in.hasRemaining());
                    return;
                }
                case RequestHead _ ->
                        throw new IllegalStateException("expected a response, came a request");
            }
        }
    }

    /// Takes a head; true when the connection is somebody else's now.
    private boolean head(Exchange current, ResponseHead head, ByteBuffer in)
            throws RemoteProtocolException {
        if (head.status() == 101) {
            upgrade(current, head, in);
            return true;
        }
        if (head.status() < 200) {
            if (current.interim(head) > current.call.options.limits().interimResponses()) {
                throw new RemoteProtocolException(502, "too many interim responses");
            }
            return false;
        }
        reusable = head.keepAlive();
        current.head(head);
        return false;
    }

    private void upgrade(Exchange current, ResponseHead head, ByteBuffer in)
            throws RemoteProtocolException {
        Upgrade upgrade = current.upgrade;
        if (upgrade == null) {
            throw new RemoteProtocolException(502, "status 101, but no upgrade was asked for");
        }
        Transport to = openTransport();
        Protocol successor = upgrade.accept(head, to, this::gone);
        exchange = null;
        watch.stop();
        to.setProtocol(successor);
        successor.connectionMade(to);
        current.head(head);
        current.end(Headers.EMPTY);
        if (in.hasRemaining()) {
            successor.dataReceived(in);
        }
    }

    private void ended(Exchange current, Headers trailers, boolean clean) {
        reusable &= clean;
        responseRead = true;
        current.end(trailers);
        if (!requestSent && upload != null && current.isAnswered()) {
            upload.stop();
            requestSent = true;
            complete = false;
        }
        if (requestSent) {
            release(current);
        }
    }

    /// The upload has written its last byte, or has given up.
    void uploadEnded(Exchange of, boolean whole) {
        loop.run(
                () -> {
                    if (exchange != of) {
                        return;
                    }
                    requestSent = true;
                    upload = null;
                    complete = whole;
                    watch.sent();
                    if (responseRead) {
                        release(of);
                    }
                });
    }

    private void release(Exchange done) {
        exchange = null;
        upload = null;
        Transport to = openTransport();
        if (!complete || (done.isAnswered() && to.writeBufferSize() > 0)) {
            to.abort(); // the server did not want the rest: do not wait until it takes it
        }
        boolean keep = reusable && !to.isClosing();
        if (keep) {
            watch.idle(pool.keepAliveNanos());
        }
        pool.release(done.ticket, keep); // which closes it if it is not kept
    }

    private void fail(Exchange current, RemoteProtocolException cause) {
        current.fail(
                (request, phase) ->
                        new ResponseProtocolException(
                                request, phase, String.valueOf(cause.getMessage()), cause));
        openTransport().abort();
    }

    @Override
    public @Nullable ByteBuffer getBuffer() {
        Exchange current = exchange;
        return current == null || !parser.inBody() ? null : current.buffer(parser.ahead());
    }

    @Override
    public void bufferUpdated(int count) {
        watch.received();
        Exchange current = exchange;
        if (current == null) {
            return;
        }
        parser.skip(count);
        current.filled(count);
        dataReceived(NOTHING.duplicate()); // the end of the body, if that was all
    }

    @Override
    public boolean eofReceived() {
        Exchange current = exchange;
        if (current == null) {
            return false;
        }
        try {
            if (parser.eof() instanceof End end) {
                ended(current, end.trailers(), false);
            } else {
                current.fail(disconnected(null));
            }
        } catch (RemoteProtocolException e) {
            current.fail(disconnected(e));
        }
        current.wake();
        return false;
    }

    private Exchange.Failure disconnected(@Nullable Throwable cause) {
        // In TLS 1.3 a server refuses a client when that has done its part already (RFC 8446
        // §4.4.2.4).
        if (!proven
                && cause instanceof SSLException
                && String.valueOf(cause.getMessage()).contains("fatal alert")) {
            return (request, _) ->
                    new TlsException(request, DialTlsFailure.explain(route.host(), cause), cause);
        }
        return (request, phase) ->
                new ServerDisconnectedException(
                        request,
                        phase,
                        phase == Phase.BODY
                                ? "the server closed the connection in the middle of the body"
                                : "the server closed the connection without a response",
                        cause);
    }

    @Override
    public void connectionLost(@Nullable IOException cause) {
        lostTo = cause;
        Exchange current = exchange;
        if (current != null) {
            current.fail(disconnected(cause));
        }
        if (upload != null) {
            upload.stop();
        }
        gone();
    }

    private void gone() {
        lost = true;
        exchange = null;
        upload = null;
        watch.stop();
        pool.removed(this);
        if (whenGone != null) {
            whenGone.run();
        }
    }

    @Override
    public void pauseWriting() {
        if (upload != null) {
            upload.pause();
        }
    }

    @Override
    public void resumeWriting() {
        if (upload != null) {
            upload.resume();
        }
    }

    // ---- for the watch

    @Nullable Exchange exchange() {
        return exchange;
    }

    boolean isRequestSent() {
        return requestSent;
    }

    /// Nobody has used it for too long.
    void retire() {
        if (exchange == null) {
            pool.removed(this);
            openTransport().close();
        }
    }

    Transport openTransport() {
        Transport made = transport;
        if (made == null) {
            throw new IllegalStateException("expected a connection that has been made");
        }
        return made;
    }
}
