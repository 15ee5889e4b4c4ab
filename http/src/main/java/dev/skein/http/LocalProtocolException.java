package dev.skein.http;

/// We, or the application above us, tried to send what HTTP forbids. A server answers 500 if it
/// still can.
public final class LocalProtocolException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    /// An error of ours.
    ///
    /// @param message what was expected, and what came
    public LocalProtocolException(String message) {
        super(500, message, true);
    }
}
