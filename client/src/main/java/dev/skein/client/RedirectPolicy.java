package dev.skein.client;

/// Which redirects are followed (RFC 9110 §15.4).
///
/// @param follow whether any is; default true. Requests with HEAD follow none unless told to
/// @param max how many one call follows, at least 1; one more fails with [RedirectException]; default 10
/// @param allowDowngrade whether one from https to http is; default false: it fails with [RedirectException]
public record RedirectPolicy(boolean follow, int max, boolean allowDowngrade) {
    private static final RedirectPolicy DEFAULTS = new RedirectPolicy(true, 10, false);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if `max` is less than 1
    public RedirectPolicy {
        if (max < 1) {
            throw new IllegalArgumentException(
                    "max must be at least 1, got "
                            + max
                            + ": use withFollow(false) to follow none");
        }
    }

    /// The defaults named above.
    public static RedirectPolicy defaults() {
        return DEFAULTS;
    }

    /// This with redirects followed or not.
    public RedirectPolicy withFollow(boolean on) {
        return new RedirectPolicy(on, max, allowDowngrade);
    }

    /// This with another [#max()].
    public RedirectPolicy withMax(int redirects) {
        return new RedirectPolicy(follow, redirects, allowDowngrade);
    }

    /// This with redirects from https to http allowed or not.
    public RedirectPolicy withAllowDowngrade(boolean on) {
        return new RedirectPolicy(follow, max, on);
    }
}
