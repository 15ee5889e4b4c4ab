package dev.skein.http.websocket;

import static dev.skein.http.websocket.HandshakeFields.ACCEPT;
import static dev.skein.http.websocket.HandshakeFields.EXTENSIONS;
import static dev.skein.http.websocket.HandshakeFields.KEY;
import static dev.skein.http.websocket.HandshakeFields.PROTOCOL;
import static dev.skein.http.websocket.HandshakeFields.VERSION;
import static dev.skein.http.websocket.HandshakeFields.error;
import static dev.skein.http.websocket.HandshakeFields.single;

import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import dev.skein.http.KnownField;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.ResponseHead;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What we ask for when we open a WebSocket, and the check of the answer (RFC 6455 §4.1). Immutable;
/// one for each connection.
///
/// Send [#headers] with a GET, and send nothing more before [#verify] has returned.
public final class ClientHandshake {
    private final String key;
    private final List<String> subprotocols;
    private final @Nullable DeflateTerms offer;

    private ClientHandshake(String key, List<String> subprotocols, @Nullable DeflateTerms offer) {
        this.key = key;
        this.subprotocols = subprotocols;
        this.offer = offer;
    }

    /// A handshake.
    ///
    /// @param nonce 16 bytes that nobody can predict, new for each connection
    /// @param subprotocols what to offer, the most wanted first; may be empty
    /// @param deflate how we would like to compress; null for not at all
    /// @throws IllegalArgumentException when the nonce has another length, or a subprotocol is no
    ///     token or comes twice
    public static ClientHandshake of(
            byte[] nonce, List<String> subprotocols, @Nullable DeflateOptions deflate) {
        if (nonce.length != HandshakeKey.NONCE_BYTES) {
            throw new IllegalArgumentException(
                    "expected a nonce of 16 bytes, came one of " + nonce.length);
        }
        requireSubprotocols(subprotocols);
        return new ClientHandshake(
                HandshakeKey.of(nonce),
                List.copyOf(subprotocols),
                deflate == null ? null : DeflateTerms.offer(deflate));
    }

    private static void requireSubprotocols(List<String> subprotocols) {
        Set<String> seen = new HashSet<>();
        for (String subprotocol : subprotocols) {
            if (!Grammar.isToken(subprotocol) || !seen.add(subprotocol)) {
                throw new IllegalArgumentException(
                        "expected different subprotocols of letters, digits and !#$%&'*+-.^_`|~,"
                                + " came \""
                                + Escapes.escape(subprotocol, 100)
                                + (seen.contains(subprotocol) ? "\" twice" : "\""));
            }
        }
    }

    /// The fields of the request that ask for the WebSocket; `host` and all others are the caller's.
    public Headers headers() {
        Headers.Builder fields =
                Headers.builder()
                        .add("upgrade", "websocket")
                        .add("connection", "Upgrade")
                        .add(KEY, key)
                        .add(VERSION, "13");
        if (!subprotocols.isEmpty()) {
            fields.add(PROTOCOL, String.join(", ", subprotocols));
        }
        if (offer != null) {
            fields.add(EXTENSIONS, offer.format());
        }
        return fields.build();
    }

    /// Checks the answer. Redirects and 401 are the caller's: look at the status before.
    ///
    /// @return the agreement; its subprotocol may be null although some were offered
    /// @throws RemoteProtocolException status 502 when the server did not accept, or not by the
    ///     rules: close the connection
    public Agreement verify(ResponseHead head) throws RemoteProtocolException {
        try {
            Headers headers = head.headers();
            requireSwitch(head);
            requireAccept(headers);
            return new Agreement(subprotocol(headers), deflate(headers), headers);
        } catch (RemoteProtocolException e) {
            throw e.withStatus(502);
        }
    }

    private static void requireSwitch(ResponseHead head) throws RemoteProtocolException {
        if (head.status() != 101) {
            throw error("status is not 101 but " + head.status(), head.reason());
        }
        if (head.version() != HttpVersion.HTTP_1_1) {
            throw error("status 101 in another version than HTTP/1.1", head.version().text());
        }
        Headers headers = head.headers();
        // RFC 6455 §4.1: "If the response lacks an |Upgrade| header field or the |Upgrade| header
        // field contains a value that is not an ASCII case-insensitive match for the value
        // "websocket", the client MUST _Fail the WebSocket Connection_."
        String upgrade = single(headers, "upgrade");
        if (!upgrade.equalsIgnoreCase("websocket")) {
            throw error("upgrade is not websocket", upgrade);
        }
        // RFC 6455 §4.1: "If the response lacks a |Connection| header field or the |Connection|
        // header field doesn't contain a token that is an ASCII case-insensitive match for the
        // value "Upgrade", the client MUST _Fail the WebSocket Connection_."
        if (!headers.hasToken("connection", "upgrade")) {
            throw error(
                    "connection does not name upgrade", String.valueOf(headers.get("connection")));
        }
        // RFC 9112 §6.1 and RFC 9110 §8.6 forbid both in a 101; a body would be read as frames.
        if (headers.has(KnownField.TRANSFER_ENCODING)
                || (headers.has(KnownField.CONTENT_LENGTH)
                        && !"0".equals(headers.get("content-length")))) {
            throw new RemoteProtocolException(502, "status 101 with a body");
        }
    }

    private void requireAccept(Headers headers) throws RemoteProtocolException {
        String accept = single(headers, ACCEPT);
        if (!accept.equals(HandshakeKey.accept(key))) {
            throw error(ACCEPT + " does not answer our key", accept);
        }
    }

    private @Nullable String subprotocol(Headers headers) throws RemoteProtocolException {
        if (!headers.contains(PROTOCOL)) {
            return null;
        }
        String subprotocol = single(headers, PROTOCOL);
        // RFC 6455 §4.1: "If the response includes a |Sec-WebSocket-Protocol| header field and this
        // header field indicates the use of a subprotocol that was not present in the client's
        // handshake (the server has indicated a subprotocol not requested by the client), the
        // client MUST _Fail the WebSocket Connection_."
        if (!subprotocols.contains(subprotocol)) {
            throw error(PROTOCOL + " was not offered", subprotocol);
        }
        return subprotocol;
    }

    private @Nullable DeflateParameters deflate(Headers headers) throws RemoteProtocolException {
        List<Extension> extensions = ExtensionParser.parse(headers);
        if (extensions.isEmpty()) {
            return null;
        }
        for (Extension extension : extensions) {
            // RFC 6455 §4.1: "If the response includes a |Sec-WebSocket-Extensions| header field
            // and this header field indicates the use of an extension that was not present in the
            // client's handshake (the server has indicated an extension not requested by the
            // client), the client MUST _Fail the WebSocket Connection_."
            if (offer == null || !extension.name().equals(DeflateTerms.NAME)) {
                throw error("extension was not offered", extension.name());
            }
        }
        if (offer == null || extensions.size() > 1) {
            throw error("extension is accepted more than once", DeflateTerms.NAME);
        }
        DeflateTerms answer = DeflateTerms.ofAnswer(extensions.getFirst());
        offer.requireMetBy(answer);
        return offer.agree(answer);
    }
}
