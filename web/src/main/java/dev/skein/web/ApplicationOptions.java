package dev.skein.web;

/// How an application behaves. Immutable.
///
/// @param bodyLimit the most bytes of a request's body, decoded, that a handler gets, unless its route says otherwise; beyond it the
///     answer is 413; [Long#MAX_VALUE] for any number; default 1 MiB
/// @param debug whether pages for errors tell what went wrong inside: traces, source lines, routes. Never where others see them; default
///     whether the system property `skein.debug` is `true`
public record ApplicationOptions(long bodyLimit, boolean debug) {
    private static final long DEFAULT_BODY_LIMIT = 1024 * 1024;

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if the limit is negative
    public ApplicationOptions {
        if (bodyLimit < 0) {
            throw new IllegalArgumentException(
                    "expected a bodyLimit of at least 0 bytes, got " + bodyLimit);
        }
    }

    /// The defaults named above.
    public static ApplicationOptions defaults() {
        return new ApplicationOptions(DEFAULT_BODY_LIMIT, Boolean.getBoolean("skein.debug"));
    }

    /// These with another limit.
    public ApplicationOptions withBodyLimit(long bytes) {
        return new ApplicationOptions(bytes, debug);
    }

    /// These with pages for developers, or without.
    public ApplicationOptions withDebug(boolean on) {
        return new ApplicationOptions(bodyLimit, on);
    }
}
