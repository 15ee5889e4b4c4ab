package dev.skein.web;

import dev.skein.http.Headers;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// On what terms a WebSocket is accepted. Sizes, pings and compression are the server's business.
///
/// @param subprotocols those that are spoken here; of those that the client offers, its first that is among them is chosen, or none;
///     default none
/// @param origins pages that may open it, such as `https://example.com`, beside those of the host that the request is for; [#ANY] for
///     all; default none. Clients that are no browsers, and send no origin, are let in (RFC 6455 §10.2)
/// @param headers for the 101, such as cookies; default none
public record WebSocketTerms(List<String> subprotocols, List<String> origins, Headers headers) {
    /// Among the origins: all.
    public static final String ANY = "*";

    private static final WebSocketTerms DEFAULTS =
            new WebSocketTerms(List.of(), List.of(), Headers.EMPTY);

    /// Keeps copies.
    public WebSocketTerms {
        subprotocols = List.copyOf(subprotocols);
        origins = List.copyOf(origins);
    }

    /// The defaults named above.
    public static WebSocketTerms defaults() {
        return DEFAULTS;
    }

    /// These with other subprotocols.
    public WebSocketTerms withSubprotocols(String... names) {
        return new WebSocketTerms(List.of(names), origins, headers);
    }

    /// These with other origins.
    public WebSocketTerms withOrigins(String... allowed) {
        return new WebSocketTerms(subprotocols, List.of(allowed), headers);
    }

    /// These with other fields for the 101.
    public WebSocketTerms withHeaders(Headers other) {
        return new WebSocketTerms(subprotocols, origins, other);
    }

    @Nullable String choose(List<String> offered) {
        return offered.stream().filter(subprotocols::contains).findFirst().orElse(null);
    }

    boolean allows(Request request) {
        List<String> named = request.headers().getAll("origin");
        if (named.isEmpty() || origins.contains(ANY)) {
            return true;
        }
        String origin = named.getFirst().toLowerCase(Locale.ROOT);
        boolean own =
                origin.equals(request.scheme() + "://" + request.host().toLowerCase(Locale.ROOT));
        return named.size() == 1
                && (own || origins.stream().anyMatch(each -> each.equalsIgnoreCase(origin)));
    }
}
