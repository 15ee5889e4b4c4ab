package dev.skein.web.exception;

/// A WebSocket is to be closed with a code, because of what its client sent: nothing for the log. Thrown in a handler of one, or by
/// messages that are asked for what they are not.
public final class WebSocketException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int MOST_REASON = 123;

    private final int code;
    private final String reason;

    /// @param code as of [dev.skein.web.WebSocket#close(int, String)]: 1003 for a kind of message that is not taken, 1007 for content
    ///     that does not parse, 1008 for what is not allowed, 3000 to 4999 for reasons of one's own (RFC 6455 §7.4)
    /// @param reason for the client; of more than 123 characters, or others than ASCII, nothing is sent
    public WebSocketException(int code, String reason) {
        super(code + (reason.isEmpty() ? "" : ": " + reason), null, false, false);
        this.code = code;
        this.reason = fits(reason) ? reason : "";
    }

    private static boolean fits(String reason) {
        return reason.length() <= MOST_REASON && reason.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    /// The code.
    public int code() {
        return code;
    }

    /// What the client is told.
    public String reason() {
        return reason;
    }
}
