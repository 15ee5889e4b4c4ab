package dev.skein.client;

import java.time.Duration;

/// The time for getting a connection, the wait in the pool included ran out: [ClientTimeouts#connect()].
public final class ConnectTimeoutException extends ClientTimeoutException {
    private static final long serialVersionUID = 1L;

    ConnectTimeoutException(RequestInfo request, Phase phase, Duration limit) {
        super(request, phase, "connect", limit);
    }
}
