package dev.skein.client;

import dev.skein.loop.TimerHandle;
import dev.skein.loop.Transport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The deadlines of one connection, with one timer for all of them. A deadline that moves back costs nothing: the timer fires
/// at the old time, looks, and is set anew. So a connection in use sets a timer about once in a keep-alive time, not once in a
/// request. Belongs to the loop.
final class Watch {
    private static final long NEVER = Long.MAX_VALUE;

    /// A stalled write is looked for so many times in the time allowed.
    private static final int WRITE_CHECKS = 8;

    private final Http1Connection connection;
    private @Nullable TimerHandle timer;
    private long armedAt;
    private long idleUntil;
    private long readSince;
    private boolean reading;
    private long written;
    private long writtenAt;
    private boolean idle;

    Watch(Http1Connection connection) {
        this.connection = connection;
    }

    void began(Exchange exchange) {
        idle = false;
        reading = true;
        Call call = exchange.call;
        if (call.readNanos != NEVER || call.writeNanos != NEVER) {
            readSince = connection.loop().turnTime();
            written = -1;
            writtenAt = readSince;
        }
        arm();
    }

    void received() {
        readSince = connection.loop().turnTime();
    }

    void sent() {
        readSince = connection.loop().turnTime();
        arm();
    }

    void paused() {
        reading = false;
    }

    void resumed() {
        reading = true;
        readSince = connection.loop().turnTime();
        arm();
    }

    void idle(long keepAliveNanos) {
        idle = true;
        idleUntil = connection.loop().turnTime() + keepAliveNanos;
        arm();
    }

    void stop() {
        idle = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void arm() {
        long at = next();
        if (at == NEVER || (timer != null && armedAt - at <= 0)) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        armedAt = at;
        long wait = Math.max(0, at - System.nanoTime());
        timer = connection.loop().callRuntimeLater(Duration.ofNanos(wait), this::look);
    }

    /// The earliest deadline, on the clock of [System#nanoTime()].
    private long next() {
        Exchange exchange = connection.exchange();
        if (exchange == null) {
            return idle ? idleUntil : NEVER;
        }
        Call call = exchange.call;
        long at = call.totalAt;
        if (call.readNanos != NEVER && reading && connection.isRequestSent()) {
            at = earlier(at, readSince + call.readNanos);
        }
        if (call.writeNanos != NEVER) {
            at = earlier(at, System.nanoTime() + call.writeNanos / WRITE_CHECKS);
        }
        return at;
    }

    private static long earlier(long a, long b) {
        return a == NEVER || b - a < 0 ? b : a;
    }

    private void look() {
        timer = null;
        long now = System.nanoTime();
        Exchange exchange = connection.exchange();
        if (exchange == null) {
            if (idle && idleUntil - now <= 0) {
                connection.retire();
                return;
            }
        } else {
            if (!exchange.hasHead() && isWriting()) {
                readSince = now; // the request is not out yet
            }
            Exchange.Failure expired = expired(exchange.call, now);
            if (expired != null) {
                connection.abort(exchange, expired);
                return;
            }
        }
        arm();
    }

    private Exchange.@Nullable Failure expired(Call call, long now) {
        if (call.totalAt != NEVER && call.totalAt - now <= 0) {
            return call::totalTimeout;
        }
        if (call.readNanos != NEVER
                && reading
                && connection.isRequestSent()
                && readSince + call.readNanos - now <= 0) {
            return call::readTimeout;
        }
        if (call.writeNanos != NEVER && isWriteStalled(now, call.writeNanos)) {
            return call::writeTimeout;
        }
        return null;
    }

    private boolean isWriting() {
        Transport transport = connection.transport();
        return transport != null && transport.writeBufferSize() > 0;
    }

    private boolean isWriteStalled(long now, long limit) {
        if (!isWriting()) {
            writtenAt = now;
            return false;
        }
        long bytes = connection.openTransport().bytesWritten();
        if (bytes != written) {
            written = bytes;
            writtenAt = now;
        }
        return writtenAt + limit - now <= 0;
    }
}
