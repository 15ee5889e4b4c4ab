package dev.skein.testing;

import dev.skein.app.BodyTooLargeException;
import dev.skein.app.HttpRequest;
import dev.skein.http.Headers;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One call of the application in memory, or all those of one WebSocket: in a thread of its own.
abstract sealed class MemoryCall permits MemoryHttpCall, MemorySocket {
    final MemoryWire wire;
    final HttpRequest request;
    private final MemoryResponse response;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    MemoryCall(MemoryWire wire, HttpRequest request, MemoryResponse response) {
        this.wire = wire;
        this.request = request;
        this.response = response;
    }

    /// What the thread does.
    abstract void run();

    abstract void clientGone();

    abstract void serverStopping();

    final void start() {
        wire.began(this);
        thread = wire.start(this::runToTheEnd);
    }

    private void runToTheEnd() {
        try {
            run();
        } finally {
            wire.ended(this);
            ended.countDown();
        }
    }

    final MemoryResponse response() {
        return response;
    }

    final void interrupt() {
        Thread started = thread;
        if (started != null) {
            started.interrupt();
        }
    }

    /// Waits for the end; false if there is none in time.
    final boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    /// As the server: gives the answer that the application has not given.
    final void mend(@Nullable Throwable failure) {
        if (failure instanceof BodyTooLargeException) {
            response.mend(413, String.valueOf(failure.getMessage()), Headers.EMPTY);
        } else if (failure instanceof InterruptedException && wire.isStopping()) {
            response.mend(503, "the server is stopping", Headers.EMPTY);
        } else {
            response.mend(500, "Internal Server Error", Headers.EMPTY);
        }
    }

    final String who() {
        return who(request);
    }

    static String who(HttpRequest request) {
        return "the client of " + request.method() + " " + request.path();
    }

    /// Nothing came: says what the application does instead.
    final IOException silent(TimeoutException e) {
        return new IOException(e.getMessage() + "; " + where(), e);
    }

    final String where() {
        Thread started = thread;
        if (started == null || ended.getCount() == 0) {
            return "the application's call is over";
        }
        StringBuilder text = new StringBuilder("the application's call is at");
        for (StackTraceElement element : started.getStackTrace()) {
            text.append("\n\t").append(element);
        }
        return text.append('\n').toString();
    }
}
