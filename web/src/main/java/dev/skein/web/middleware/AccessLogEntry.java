package dev.skein.web.middleware;

import dev.skein.web.Request;
import dev.skein.web.Response;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What became of a request, when its response has gone.
///
/// @param request its head. Its body is over
/// @param response as it was sent; null if none was: the client was gone
/// @param status as it was sent; 101 for WebSockets; 499 if nothing was
/// @param bytes of the body; -1 if nobody counted them: it was written piece by piece
/// @param start when the request came here
/// @param duration from then to the end of the response
public record AccessLogEntry(
        Request request,
        @Nullable Response response,
        int status,
        long bytes,
        Instant start,
        Duration duration) {
    /// As a line in [AccessLogFormat#defaults()].
    @Override
    public String toString() {
        return AccessLogFormat.defaults().format(this);
    }
}
