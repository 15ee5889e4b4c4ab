package dev.skein.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import java.util.List;

/// The names of the handshake's fields (RFC 6455 §11.3), and what both sides check alike. Errors
/// have status 400, which the client's side makes a 502.
final class HandshakeFields {
    static final String KEY = "sec-websocket-key";
    static final String ACCEPT = "sec-websocket-accept";
    static final String VERSION = "sec-websocket-version";
    static final String PROTOCOL = "sec-websocket-protocol";
    static final String EXTENSIONS = "sec-websocket-extensions";

    private HandshakeFields() {}

    /// The value of a field that must come, and must not come again.
    static String single(Headers headers, String name) throws RemoteProtocolException {
        List<String> values = headers.getAll(name);
        if (values.isEmpty()) {
            throw new RemoteProtocolException(400, name + " is missing");
        }
        if (values.size() > 1) {
            throw error(name + " more than once", values.getLast());
        }
        return values.getFirst();
    }

    static RemoteProtocolException error(String message, String value) {
        byte[] bytes = value.getBytes(ISO_8859_1);
        return new RemoteProtocolException(400, message, bytes, 0, bytes.length);
    }
}
