package dev.skein.web.middleware;

import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.Response;

/// Sets how many bytes of a request's body are taken, decoded, in place of what the route and the application say. Reading beyond it
/// ends in 413.
public final class BodyLimit implements Middleware {
    private final long bytes;

    private BodyLimit(long bytes) {
        this.bytes = bytes;
    }

    /// At most so many bytes.
    ///
    /// @param bytes [Long#MAX_VALUE] for any number
    /// @throws IllegalArgumentException if it is negative
    public static BodyLimit of(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(
                    "expected a limit of at least 0 bytes, got " + bytes);
        }
        return new BodyLimit(bytes);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        if (request.message().moreContent() || request.message().content().length > 0) {
            request.bodyLimit(bytes);
        }
        return next.handle(request);
    }
}
