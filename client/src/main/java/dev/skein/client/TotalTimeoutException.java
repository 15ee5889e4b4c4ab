package dev.skein.client;

import java.time.Duration;

/// The time for the whole request, redirects and reading the body included ran out: [ClientTimeouts#total()].
public final class TotalTimeoutException extends ClientTimeoutException {
    private static final long serialVersionUID = 1L;

    TotalTimeoutException(RequestInfo request, Phase phase, Duration limit) {
        super(request, phase, "total", limit);
    }
}
