package dev.skein.client;

import java.time.Duration;

/// The time for waiting for the server to take more of the request ran out: [ClientTimeouts#write()].
public final class WriteTimeoutException extends ClientTimeoutException {
    private static final long serialVersionUID = 1L;

    WriteTimeoutException(RequestInfo request, Phase phase, Duration limit) {
        super(request, phase, "write", limit);
    }
}
