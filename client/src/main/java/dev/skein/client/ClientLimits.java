package dev.skein.client;

import dev.skein.http.http1.Http1Limits;

/// How much a server may send.
///
/// @param head lines, fields and bytes of a response's head and trailers; default 64 KiB and 128 fields of headers. They belong to a
///     connection, from the request that opened it on
/// @param bodyInMemory the most bytes, decoded, that [ClientResponse#bytes()], `text()` and `json()` collect; default 64 MiB.
///     A body that is streamed has no limit: it is held back while nobody reads
/// @param interimResponses how many 1xx may precede a response; default 32
public record ClientLimits(Http1Limits head, long bodyInMemory, int interimResponses) {
    private static final ClientLimits DEFAULTS =
            new ClientLimits(
                    Http1Limits.defaults().withHeaderBytes(64 * 1024).withHeaderFields(128),
                    64L * 1024 * 1024,
                    32);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one is negative
    public ClientLimits {
        if (bodyInMemory < 0 || interimResponses < 0) {
            throw new IllegalArgumentException(
                    "limits must not be negative, got "
                            + bodyInMemory
                            + " and "
                            + interimResponses);
        }
    }

    /// The defaults named above.
    public static ClientLimits defaults() {
        return DEFAULTS;
    }

    /// These with other limits of the [#head()].
    public ClientLimits withHead(Http1Limits limits) {
        return new ClientLimits(limits, bodyInMemory, interimResponses);
    }

    /// These with another [#bodyInMemory()], in bytes.
    public ClientLimits withBodyInMemory(long bytes) {
        return new ClientLimits(head, bytes, interimResponses);
    }

    /// These with another number of [#interimResponses()].
    public ClientLimits withInterimResponses(int count) {
        return new ClientLimits(head, bodyInMemory, count);
    }
}
