package dev.skein.client;

import java.time.Duration;

/// Something took longer than [ClientTimeouts] allow.
public abstract sealed class ClientTimeoutException extends ClientException
        permits TotalTimeoutException,
                ConnectTimeoutException,
                SocketConnectTimeoutException,
                ReadTimeoutException,
                WriteTimeoutException {
    private static final long serialVersionUID = 1L;

    private final Duration limit;

    ClientTimeoutException(RequestInfo request, Phase phase, String name, Duration limit) {
        super(
                request,
                phase,
                "the " + name + " timeout of " + limit.toMillis() + " ms ran out in phase " + phase,
                null);
        this.limit = limit;
    }

    /// How long it was allowed to take.
    public Duration limit() {
        return limit;
    }
}
