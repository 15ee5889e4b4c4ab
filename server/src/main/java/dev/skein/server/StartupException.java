package dev.skein.server;

/// The application threw when it was told to start up; the cause is what it threw.
public final class StartupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param cause what the application threw
    public StartupException(Throwable cause) {
        super("the application failed to start up: " + cause, cause);
    }
}
