package dev.skein.http.websocket;

import static dev.skein.http.websocket.HandshakeFields.PROTOCOL;

import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads `sec-websocket-protocol` of a request (RFC 6455 §4.1). Names have case.
final class Subprotocols {
    private Subprotocols() {}

    /// The names of all lines, in order; none when there is no such field.
    ///
    /// @throws RemoteProtocolException status 400 when one is no token or comes twice, or there is
    ///     the field but no name in it
    static List<String> parse(Headers headers) throws RemoteProtocolException {
        List<String> lines = headers.getAll(PROTOCOL);
        Set<String> names = new LinkedHashSet<>();
        for (String line : lines) {
            add(line, names);
        }
        if (names.isEmpty() && !lines.isEmpty()) {
            throw new RemoteProtocolException(400, PROTOCOL + " names no subprotocol");
        }
        return List.copyOf(names);
    }

    private static void add(String line, Set<String> names) throws RemoteProtocolException {
        int next;
        for (int from = 0; from < line.length(); from = next + 1) {
            int comma = line.indexOf(',', from);
            next = comma < 0 ? line.length() : comma;
            String name = line.substring(from, next).strip();
            if (name.isEmpty()) {
                continue;
            }
            // RFC 6455 §4.1: "The elements that comprise this value MUST be non-empty strings with
            // characters in the range U+0021 to U+007E not including separator characters as
            // defined in [RFC2616] and MUST all be unique strings."
            if (!Grammar.isToken(name)) {
                throw error("has a name that is not a token", line);
            }
            if (!names.add(name)) {
                throw error("has the same name twice", line);
            }
        }
    }

    private static RemoteProtocolException error(String what, String line) {
        return HandshakeFields.error(PROTOCOL + " " + what, line);
    }
}
