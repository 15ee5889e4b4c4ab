package dev.skein.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One call of the user's, redirects and retries included: its deadlines, and who is told about it.
final class Call {
    private static final long NEVER = Long.MAX_VALUE;

    /// A longer limit is none; longer ones do not fit in nanoseconds.
    private static final Duration ETERNITY = Duration.ofDays(36_500);

    private static final AtomicLong NUMBERS = new AtomicLong();

    final RequestOptions options;

    /// When it has to be over, on the clock of [System#nanoTime()].
    final long totalAt;

    final long readNanos;
    final long writeNanos;
    private final List<Consumer<TraceEvent>> traces;
    private final long number;

    Call(RequestOptions options, List<Consumer<TraceEvent>> traces) {
        this.options = options;
        this.traces = traces;
        this.number = traces.isEmpty() ? 0 : NUMBERS.incrementAndGet();
        ClientTimeouts timeouts = options.timeouts();
        this.totalAt = deadline(timeouts.total(), System.nanoTime());
        this.readNanos = nanos(timeouts.read());
        this.writeNanos = nanos(timeouts.write());
    }

    private static long nanos(@Nullable Duration limit) {
        return limit == null || limit.compareTo(ETERNITY) > 0 ? NEVER : limit.toNanos();
    }

    /// When a limit runs out that began at `began`, on the clock of [System#nanoTime()]; NEVER for none.
    static long deadline(@Nullable Duration limit, long began) {
        long nanos = nanos(limit);
        return nanos == NEVER ? NEVER : began + nanos;
    }

    /// Whether a pause ends before the call has to be over.
    boolean hasTimeFor(Duration pause) {
        return totalAt == NEVER || pause.toNanos() - (totalAt - System.nanoTime()) < 0;
    }

    /// Whether it is worth making what a trace needs, such as a [ClientRequest#info()].
    boolean isTraced() {
        return !traces.isEmpty();
    }

    /// Tells whoever wants to know.
    void trace(RequestInfo request, Function<TraceEvent.Stamp, TraceEvent> event) {
        if (isTraced()) {
            traceAt(request, System.nanoTime(), event);
        }
    }

    void traceAt(RequestInfo request, long at, Function<TraceEvent.Stamp, TraceEvent> event) {
        if (!isTraced()) {
            return;
        }
        TraceEvent happened = event.apply(new TraceEvent.Stamp(number, request, at));
        for (Consumer<TraceEvent> trace : traces) {
            trace.accept(happened);
        }
    }

    /// Counts bytes of a request's body.
    void sent(RequestInfo request, int bytes, long soFar, long length) {
        Progress listener = options.onUpload();
        if (listener != null) {
            listener.moved(soFar, length);
        }
        trace(request, stamp -> new TraceEvent.ChunkSent(stamp, bytes));
    }

    /// Which limit ran out before there was a connection.
    ///
    /// @param connectAt when the connection had to be there
    ClientException connectTimeout(RequestInfo request, Phase phase, long connectAt) {
        ClientTimeouts timeouts = options.timeouts();
        long now = System.nanoTime();
        if (totalAt != NEVER && totalAt - now <= 0) {
            return totalTimeout(request, phase);
        }
        if (timeouts.connect() != null && (connectAt == NEVER || connectAt - now <= 0)) {
            return new ConnectTimeoutException(request, phase, timeouts.connect());
        }
        return new SocketConnectTimeoutException(request, phase, limit(timeouts.socketConnect()));
    }

    ClientException totalTimeout(RequestInfo request, Phase phase) {
        return new TotalTimeoutException(request, phase, limit(options.timeouts().total()));
    }

    ClientException readTimeout(RequestInfo request, Phase phase) {
        return new ReadTimeoutException(request, phase, limit(options.timeouts().read()));
    }

    ClientException writeTimeout(RequestInfo request, Phase phase) {
        return new WriteTimeoutException(request, Phase.SEND, limit(options.timeouts().write()));
    }

    private static Duration limit(@Nullable Duration limit) {
        return limit == null ? Duration.ZERO : limit;
    }
}
