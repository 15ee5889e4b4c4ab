package dev.skein.client;

import java.time.Duration;

/// The time for waiting for the next bytes of the response ran out: [ClientTimeouts#read()].
public final class ReadTimeoutException extends ClientTimeoutException {
    private static final long serialVersionUID = 1L;

    ReadTimeoutException(RequestInfo request, Phase phase, Duration limit) {
        super(request, phase, "read", limit);
    }
}
