package dev.skein.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One challenge of a WWW-Authenticate or Proxy-Authenticate field (RFC 9110 §11.3). Credentials in
/// an Authorization field have the same grammar and are read the same way.
///
/// @param scheme as it came; it has no case, so compare with [#isScheme]
/// @param token68 the single value of schemes like Negotiate; null when there are parameters, or
///     nothing
/// @param parameters in the order they came, names in lower case, values without their quotes, one
///     character per byte
public record Challenge(String scheme, @Nullable String token68, Map<String, String> parameters) {
    public Challenge {
        if (!Grammar.isToken(scheme)) {
            throw new IllegalArgumentException(
                    "expected a token as scheme, came \"" + Escapes.escape(scheme, 50) + '"');
        }
        if (token68 != null && !parameters.isEmpty()) {
            throw new IllegalArgumentException("expected a token68 or parameters, came both");
        }
        Map<String, String> copy = new LinkedHashMap<>();
        parameters.forEach((name, value) -> copy.put(name.toLowerCase(Locale.ROOT), value));
        parameters = Collections.unmodifiableMap(copy);
    }

    /// The challenges of all field lines of that name, in order.
    ///
    /// A challenge that breaks the grammar, or names a parameter twice, is left out, and those
    /// around it are kept. No more than 32 challenges with 64 parameters each are read.
    ///
    /// @param values what [Headers#getAll] gives; one line may hold several challenges
    public static List<Challenge> parse(List<String> values) {
        return ChallengeParser.parse(values);
    }

    /// Whether the scheme is that one, compared without case.
    public boolean isScheme(String name) {
        return scheme.equalsIgnoreCase(name);
    }

    /// The value of a parameter, or null.
    ///
    /// @param name in lower case
    public @Nullable String parameter(String name) {
        return parameters.get(name);
    }
}
