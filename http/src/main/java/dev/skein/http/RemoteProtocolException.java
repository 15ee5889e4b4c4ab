package dev.skein.http;

/// The peer broke the rules. What follows on that connection cannot be trusted: answer if you like,
/// then close.
///
/// It carries no stack trace: it tells of the peer's bytes, not of our code, and must stay cheap
/// when a flood of bad messages comes.
public final class RemoteProtocolException extends ProtocolException {
    private static final long serialVersionUID = 1L;
    private static final int EXCERPT_BYTES = 100;
    private static final byte[] NOTHING = {};

    private final byte[] excerpt;

    /// An error that no single line is to blame for.
    ///
    /// @param status what a server would answer: 400, 413, 414, 417, 431, 501, 505; 502 for a bad
    ///     response
    /// @param message a short reason, fit for the peer
    public RemoteProtocolException(int status, String message) {
        this(status, message, NOTHING, 0, 0);
    }

    /// An error in a line.
    ///
    /// @param bytes where the offending bytes stand; at most 100 of them are copied
    public RemoteProtocolException(int status, String message, byte[] bytes, int from, int to) {
        super(status, message, false);
        int length = Math.clamp(to - from, 0, EXCERPT_BYTES);
        this.excerpt = new byte[length];
        System.arraycopy(bytes, from, excerpt, 0, length);
    }

    /// The beginning of the offending line, raw; empty when no single line is to blame. Log it
    /// through [Escapes].
    public byte[] excerpt() {
        return excerpt.clone();
    }

    /// The same error with another status.
    public RemoteProtocolException withStatus(int status) {
        return new RemoteProtocolException(status, reason(), excerpt, 0, excerpt.length);
    }

    private String reason() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
