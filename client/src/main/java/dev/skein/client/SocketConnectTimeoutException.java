package dev.skein.client;

import java.time.Duration;

/// The time for opening one connection: TCP, proxy and TLS ran out: [ClientTimeouts#socketConnect()].
public final class SocketConnectTimeoutException extends ClientTimeoutException {
    private static final long serialVersionUID = 1L;

    SocketConnectTimeoutException(RequestInfo request, Phase phase, Duration limit) {
        super(request, phase, "socketConnect", limit);
    }
}
