package dev.skein.web.exception;

import dev.skein.http.Headers;

/// Status 426: to be asked for in another protocol (RFC 9110 §15.5.22).
public final class HttpUpgradeRequired extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// @param protocol for `upgrade`: `websocket`
    public HttpUpgradeRequired(String protocol) {
        super(
                426,
                "expected a request that upgrades to " + protocol,
                Headers.of("upgrade", protocol));
    }
}
