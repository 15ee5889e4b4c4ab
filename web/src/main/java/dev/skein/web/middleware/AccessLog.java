package dev.skein.web.middleware;

import dev.skein.web.Body;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells about each request when its response has gone, with what other middlewares know: the client behind a proxy, the user, the id.
/// The server's own access log knows none of that, but sees requests that are no HTTP as well.
///
/// A response that was broken off halfway is told like one that was not. A consumer that fails is logged; the request goes on. It is
/// called in the request's task: one that may wait for long should queue what it gets.
public final class AccessLog implements Middleware {
    private static final Logger LOG = System.getLogger("dev.skein.web");
    private static final Logger LINES = System.getLogger("dev.skein.access");
    private static final int NOBODY_THERE = 499;
    private static final int SWITCHED = 101;

    private final Consumer<AccessLogEntry> consumer;

    private AccessLog(Consumer<AccessLogEntry> consumer) {
        this.consumer = consumer;
    }

    /// Lines in [AccessLogFormat#defaults()], to the logger `dev.skein.access` at level INFO.
    public static AccessLog defaults() {
        return of(AccessLogFormat.defaults());
    }

    /// Lines in another format, to the logger `dev.skein.access` at level INFO.
    public static AccessLog of(AccessLogFormat format) {
        return to(
                entry -> {
                    if (LINES.isLoggable(Level.INFO)) {
                        LINES.log(Level.INFO, format.format(entry));
                    }
                });
    }

    /// Entries, to whoever wants them. Called by many threads at once.
    public static AccessLog to(Consumer<AccessLogEntry> consumer) {
        return new AccessLog(consumer);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        Pending pending = new Pending(request);
        request.onResponse((_, response) -> pending.seen(response));
        request.closeAtEnd(pending);
        Response response = next.handle(request);
        if (response.body() instanceof Body.Sent) {
            pending.seen(response);
        }
        return response;
    }

    private final class Pending implements AutoCloseable {
        private final Request request;
        private final Instant start = Instant.now();
        private final long startNanos = System.nanoTime();
        private @Nullable Response response;

        Pending(Request request) {
            this.request = request;
        }

        Response seen(Response sent) {
            response = sent;
            return sent;
        }

        @Override
        public void close() {
            try {
                consumer.accept(entry());
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "the access log failed", e);
            }
        }

        private AccessLogEntry entry() {
            Response sent = response;
            long bytes = sent == null ? 0 : bytes(sent.body());
            Duration duration = Duration.ofNanos(System.nanoTime() - startNanos);
            return new AccessLogEntry(request, sent, status(sent), bytes, start, duration);
        }

        /// Of a WebSocket that was accepted, and failed later, there is no response.
        private int status(@Nullable Response sent) {
            if (sent == null) {
                return request.hasWebSocket() ? SWITCHED : NOBODY_THERE;
            }
            return sent.body() instanceof Body.Sent ? SWITCHED : sent.status();
        }

        private long bytes(Body body) {
            if (request.method().equals("HEAD")) {
                return 0;
            }
            return switch (body) {
                case Body.Bytes all -> all.bytes().length;
                case Body.File file -> file.count();
                case Body.Stream _, Body.Sent _ -> -1;
            };
        }
    }
}
