package dev.skein.cli;

import org.jspecify.annotations.Nullable;

/// The command cannot go on; the message tells the user why and what to do.
public final class CommandException extends Exception {
    /// The exit status for what was begun and has failed.
    public static final int FAILURE = 1;

    /// The exit status for a command line that makes no sense.
    public static final int USAGE = 2;

    /// The exit status for an application that could not be started.
    public static final int STARTUP = 3;

    private static final long serialVersionUID = 1;

    private final int status;

    private CommandException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    private CommandException(int status, String message) {
        super(message);
        this.status = status;
    }

    static CommandException usage(String message) {
        return new CommandException(USAGE, message);
    }

    static CommandException startup(String message) {
        return new CommandException(STARTUP, message);
    }

    /// With a cause whose stack trace helps the user.
    static CommandException startup(String message, @Nullable Throwable cause) {
        return new CommandException(STARTUP, message, cause);
    }

    /// What was asked for was begun and has failed.
    static CommandException failed(String message, @Nullable Throwable cause) {
        return new CommandException(FAILURE, message, cause);
    }

    /// What the process should exit with: [#FAILURE], [#USAGE] or [#STARTUP].
    public int status() {
        return status;
    }
}
