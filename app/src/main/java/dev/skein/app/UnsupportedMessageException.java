package dev.skein.app;

/// A channel was used for something it is not for, or a message came at the wrong time: a mistake in the application.
public final class UnsupportedMessageException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /// @param message what was expected, what came, and what to do
    public UnsupportedMessageException(String message) {
        super(message);
    }
}
