package dev.skein.client;

/// The response is larger than a limit allows; the message names the option that sets it.
public final class ResponseTooLargeException extends ClientException {
    private static final long serialVersionUID = 1L;

    private final long limit;

    ResponseTooLargeException(RequestInfo request, Phase phase, long limit, String message) {
        super(request, phase, message, null);
        this.limit = limit;
    }

    /// The limit, in bytes.
    public long limit() {
        return limit;
    }
}
