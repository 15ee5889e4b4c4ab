package dev.skein.web.middleware;

import dev.skein.app.DisconnectedException;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.Response;
import dev.skein.web.exception.HttpException;
import dev.skein.web.exception.HttpServiceUnavailable;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Interrupts a handler that takes too long. What it throws then becomes 503 (RFC 9110 §15.6.4); not 504, which is for gateways whose
/// upstream is late (§15.6.5).
///
/// A handler that answers all the same has answered: whoever catches the interruption decides. Bodies that are streamed, files and
/// WebSockets take the time they take: the limit is on what happens before the response is there.
///
/// When both the limit is over and the server stops, the handler is interrupted once or twice, and the answer is 503.
public final class TimeLimit implements Middleware {
    private final Duration limit;
    private final long nanos;

    private TimeLimit(Duration limit) {
        this.limit = limit;
        this.nanos = limit.toNanos();
    }

    /// A limit for each request.
    ///
    /// @throws IllegalArgumentException if it is not positive
    /// @throws ArithmeticException if it is longer than 292 years
    public static TimeLimit of(Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("expected a time above zero, got " + limit);
        }
        return new TimeLimit(limit);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        Alarm alarm = new Alarm(Thread.currentThread(), request::hasWebSocket);
        Future<?> timer =
                ForkJoinPool.commonPool().schedule(alarm::ring, nanos, TimeUnit.NANOSECONDS);
        try {
            return next.handle(request);
        } catch (HttpException | DisconnectedException e) {
            throw e;
        } catch (Exception e) {
            throw alarm.stop() ? late(e) : e;
        } finally {
            timer.cancel(false);
            if (alarm.stop()) {
                Thread.interrupted(); // it was meant for the handler, which is over
            }
        }
    }

    private HttpException late(Exception e) {
        HttpException answer =
                new HttpServiceUnavailable(
                        "the answer took longer than " + limit.toMillis() + " ms");
        answer.addSuppressed(e);
        return answer;
    }

    /// Rings while the handler runs, or never.
    static final class Alarm {
        private final Thread handler;
        private final BooleanSupplier exempt;
        private boolean rang;
        private boolean stopped;

        Alarm(Thread handler, BooleanSupplier exempt) {
            this.handler = handler;
            this.exempt = exempt;
        }

        synchronized void ring() {
            if (!stopped && !exempt.getAsBoolean()) {
                rang = true;
                handler.interrupt();
            }
        }

        /// After this no interruption comes.
        ///
        /// @return whether one has come
        synchronized boolean stop() {
            stopped = true;
            return rang;
        }
    }
}
