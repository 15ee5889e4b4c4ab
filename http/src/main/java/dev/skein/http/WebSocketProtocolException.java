package dev.skein.http;

/// The peer broke the rules of RFC 6455 or RFC 7692. Fail the connection: send a close frame with [#closeCode()], then close.
///
/// It carries no stack trace: it tells of the peer's bytes, not of our code.
public final class WebSocketProtocolException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    private final int closeCode;

    /// An error.
    ///
    /// @param closeCode what to close with: 1002, 1007 or 1009 (RFC 6455 §7.4.1)
    /// @param message a short reason, fit for the peer: at most 123 bytes of ASCII, so that it fits in a close frame
    public WebSocketProtocolException(int closeCode, String message) {
        super(400, message, false);
        this.closeCode = closeCode;
    }

    /// The close code that tells the peer what was wrong.
    public int closeCode() {
        return closeCode;
    }
}
