package dev.skein.http.websocket;

import static dev.skein.http.websocket.HandshakeFields.ACCEPT;
import static dev.skein.http.websocket.HandshakeFields.EXTENSIONS;
import static dev.skein.http.websocket.HandshakeFields.KEY;
import static dev.skein.http.websocket.HandshakeFields.PROTOCOL;
import static dev.skein.http.websocket.HandshakeFields.VERSION;
import static dev.skein.http.websocket.HandshakeFields.error;
import static dev.skein.http.websocket.HandshakeFields.single;

import dev.skein.http.Escapes;
import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client asks for when it opens a WebSocket, checked (RFC 6455 §4.2.1). Immutable.
///
/// Who may connect is not judged here: look at `origin`, `host` and the credentials yourself, and
/// answer 403 instead of [#accept].
public final class ServerHandshake {
    /// The fields of a 101 that only the handshake and the framing set.
    private static final List<String> OURS =
            List.of(
                    "connection",
                    "upgrade",
                    "content-length",
                    "transfer-encoding",
                    KEY,
                    VERSION,
                    ACCEPT,
                    PROTOCOL,
                    EXTENSIONS);

    private final String key;
    private final List<String> subprotocols;
    private final @Nullable DeflateTerms offer;

    private ServerHandshake(String key, List<String> subprotocols, @Nullable DeflateTerms offer) {
        this.key = key;
        this.subprotocols = subprotocols;
        this.offer = offer;
    }

    /// Whether a request asks for a WebSocket: a GET of HTTP/1.1 whose Upgrade field lists
    /// `websocket`, in any case, and whose Connection field lists `upgrade`.
    ///
    /// If not, it is an ordinary request: a server may ignore an Upgrade field (RFC 9110 §7.8).
    public static boolean isRequested(RequestHead head) {
        return head.method().equals("GET") && namesWebSocket(head);
    }

    private static boolean namesWebSocket(RequestHead head) {
        return head.upgrade() && head.headers().hasToken("upgrade", "websocket");
    }

    /// Reads a request's head.
    ///
    /// @throws RemoteProtocolException status 400 when it is not [#isRequested], announces a body,
    ///     or has a field that is missing, repeated or not valid; 426 when it wants another version
    ///     than 13: add `sec-websocket-version: 13` to that answer (RFC 6455 §4.4), and `upgrade:
    ///     websocket` (RFC 9110 §15.5.22)
    public static ServerHandshake of(RequestHead head) throws RemoteProtocolException {
        requireRequested(head);
        requireVersion(head.headers());
        String key = requireKey(head.headers());
        return new ServerHandshake(
                key, Subprotocols.parse(head.headers()), deflateOffer(head.headers()));
    }

    private static void requireRequested(RequestHead head) throws RemoteProtocolException {
        // RFC 6455 §4.1: "The method of the request MUST be GET, and the HTTP version MUST be at
        // least 1.1."
        if (!head.method().equals("GET")) {
            throw error("method is not GET, which a websocket needs", head.method());
        }
        if (!namesWebSocket(head)) {
            throw error(
                    "not a websocket request: it needs HTTP/1.1, upgrade: websocket and"
                            + " connection: upgrade",
                    String.valueOf(head.headers().get("upgrade")));
        }
        // Whoever sends a body would have it read as frames.
        if (head.bodyLength() != 0) {
            throw new RemoteProtocolException(400, "websocket request with a body");
        }
    }

    private static void requireVersion(Headers headers) throws RemoteProtocolException {
        String version = single(headers, VERSION);
        // RFC 6455 §4.2.2: "If this version does not match a version understood by the server, the
        // server MUST abort the WebSocket handshake described in this section and instead send an
        // appropriate HTTP error code (such as 426 Upgrade Required) and a |Sec-WebSocket-Version|
        // header field indicating the version(s) the server is capable of understanding."
        if (!version.equals("13")) {
            throw error(VERSION + " is not 13", version).withStatus(426);
        }
    }

    private static String requireKey(Headers headers) throws RemoteProtocolException {
        String key = single(headers, KEY);
        // RFC 6455 §4.2.1: "A |Sec-WebSocket-Key| header field with a base64-encoded (see Section 4
        // of [RFC4648]) value that, when decoded, is 16 bytes in length."
        if (!HandshakeKey.isValid(key)) {
            throw error(KEY + " is not 16 bytes in base64", key);
        }
        return key;
    }

    /// The first offer that can be met. We meet every valid one: each window from 8 to 15 bits, with
    /// and without context takeover.
    private static @Nullable DeflateTerms deflateOffer(Headers headers)
            throws RemoteProtocolException {
        // RFC 7692 §5: "The order of elements is important as it specifies the client's preference.
        // An element preceding another element has higher preference."
        for (Extension extension : ExtensionParser.parse(headers)) {
            DeflateTerms terms =
                    extension.name().equals(DeflateTerms.NAME)
                            ? DeflateTerms.ofOffer(extension)
                            : null;
            if (terms != null) {
                return terms;
            }
        }
        return null;
    }

    /// The subprotocols that the client offers, the most wanted first; empty if it names none.
    public List<String> subprotocols() {
        return subprotocols;
    }

    /// The agreement, with no more fields in the 101 than it needs.
    ///
    /// @param subprotocol one of [#subprotocols], or null for none
    /// @param deflate how we compress if the client offers it; null for never
    /// @throws IllegalArgumentException when the subprotocol was not offered
    public Agreement accept(@Nullable String subprotocol, @Nullable DeflateOptions deflate) {
        return accept(subprotocol, deflate, Headers.EMPTY);
    }

    /// The agreement.
    ///
    /// @param subprotocol one of [#subprotocols], or null for none
    /// @param deflate how we compress if the client offers it; null for never
    /// @param more further fields of the 101, such as `set-cookie`
    /// @throws IllegalArgumentException when the subprotocol was not offered, or `more` has a field
    ///     that the handshake sets, or one that tells of a body
    public Agreement accept(
            @Nullable String subprotocol, @Nullable DeflateOptions deflate, Headers more) {
        requireOffered(subprotocol);
        requireForeign(more);
        Headers.Builder fields =
                Headers.builder()
                        .add("upgrade", "websocket")
                        .add("connection", "Upgrade")
                        .add(ACCEPT, HandshakeKey.accept(key));
        if (subprotocol != null) {
            fields.add(PROTOCOL, subprotocol);
        }
        DeflateParameters parameters = null;
        if (offer != null && deflate != null) {
            DeflateTerms answer = offer.answer(deflate);
            fields.add(EXTENSIONS, answer.format());
            parameters = offer.agree(answer);
        }
        return new Agreement(subprotocol, parameters, fields.addAll(more).build());
    }

    private void requireOffered(@Nullable String subprotocol) {
        // RFC 6455 §4.2.2: "if the server does not wish to agree to one of the suggested
        // subprotocols, it MUST NOT send back a |Sec-WebSocket-Protocol| header field in its
        // response"
        if (subprotocol != null && !subprotocols.contains(subprotocol)) {
            throw new IllegalArgumentException(
                    "expected a subprotocol that the client offers, one of "
                            + Escapes.escape(subprotocols.toString(), 200)
                            + ", came \""
                            + Escapes.escape(subprotocol, 100)
                            + "\": choose from subprotocols(), or null");
        }
    }

    private static void requireForeign(Headers more) {
        for (String name : OURS) {
            if (more.contains(name)) {
                throw new IllegalArgumentException(
                        "expected no field \""
                                + name
                                + "\" among those for the 101: leave it to the handshake");
            }
        }
    }
}
