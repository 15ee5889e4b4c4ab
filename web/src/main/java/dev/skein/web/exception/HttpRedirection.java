package dev.skein.web.exception;

import dev.skein.http.Escapes;
import dev.skein.http.Headers;
import java.util.regex.Pattern;

/// Statuses 300 to 308 with a location (RFC 9110 §15.4).
public abstract class HttpRedirection extends HttpException {
    private static final long serialVersionUID = 1;

    private static final Pattern SCHEME_WITHOUT_HOST =
            Pattern.compile("(?i)(?:javascript|data|vbscript):|[a-z][a-z0-9+.-]*:(?!//)");

    HttpRedirection(int status, String location) {
        super(status, "", Headers.of("location", checked(location)));
    }

    /// Checks a location. It often has a part that came from the client: what a browser would take for another host than it looks
    /// like is refused.
    ///
    /// @return the same
    /// @throws IllegalArgumentException if it is empty, begins with `//` or `/\`, has a scheme without `//` behind it, as `javascript:` has,
    ///     or a character that is not visible ASCII
    public static String checked(String location) {
        boolean leaves =
                location.startsWith("//")
                        || location.startsWith("/\\")
                        || location.startsWith("\\")
                        || SCHEME_WITHOUT_HOST.matcher(location).lookingAt();
        if (location.isEmpty() || leaves || !location.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(
                    "expected a location such as /path or https://host/path, percent-encoded; got \""
                            + Escapes.escape(location, 100)
                            + '"');
        }
        return location;
    }

    /// Checks a location that came from the client, where only places on this site are good: `?next=` of a page to log in.
    ///
    /// @return the same
    /// @throws HttpBadRequest if it is no path as of [#checked]
    public static String local(String location) {
        try {
            if (checked(location).startsWith("/")) {
                return location;
            }
        } catch (IllegalArgumentException _) {
            // as bad as another site
        }
        throw new HttpBadRequest("expected a path on this site as the place to go to");
    }

    /// Where to.
    public final String location() {
        return String.valueOf(headers().get("location"));
    }
}
