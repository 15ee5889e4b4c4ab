package dev.skein.http;

/// A protocol's rules were broken: HTTP's by the peer or by ourselves, or WebSocket's by the peer.
///
/// The message is one short reason that is fit for the peer's eyes: it names the rule, never our
/// own state.
public abstract sealed class ProtocolException extends Exception
        permits RemoteProtocolException, LocalProtocolException, WebSocketProtocolException {
    private static final long serialVersionUID = 1L;

    private final int status;

    ProtocolException(int status, String message, boolean stackTrace) {
        super(message, null, stackTrace, stackTrace);
        this.status = status;
    }

    /// The status that a server would answer with.
    public int status() {
        return status;
    }
}
