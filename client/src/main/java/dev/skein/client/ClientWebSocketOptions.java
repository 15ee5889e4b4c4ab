package dev.skein.client;

import dev.skein.http.Headers;
import dev.skein.http.websocket.DeflateOptions;
import dev.skein.http.websocket.WebSocketLimits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a WebSocket is opened and carried on. Immutable; start from [#defaults()] and change what you need.
///
/// @param headers fields of the handshake's request, in place of the session's of the same name; default none
/// @param subprotocols what to offer, the most wanted first (RFC 6455 §1.9); default none
/// @param origin the `origin` field, which tells a server whose page is asking; null, the default, for none
/// @param deflate how to compress (RFC 7692), if the server agrees; null, the default, for not at all: it costs both sides time
///     and memory, gains nothing on small messages, and gives away lengths when secrets and foreign text stand side by side
/// @param limits how much the server may send; a longer message fails the socket with code 1009; default 4 MiB for a message
/// @param heartbeat after so long a silence of the server a ping is sent; if half that time later nothing has come, the
///     connection is given up. Anything that comes is a sign of life; null, the default, for no pings
/// @param closeTimeout how long [ClientWebSocket#close()] waits for the server's part of the closing handshake; default 10 s
/// @param queueMessages how many messages may wait to be received before the server is held back; default 32
/// @param queueBytes how many bytes, or characters of text, may; one message may be longer; default 256 KiB
/// @param request how the handshake is carried out: timeouts, TLS, proxy, redirects, retries; null, the default, for the
///     session's. [ClientTimeouts#total()] ends with the handshake, [ClientTimeouts#write()] holds for messages as well.
///     Middlewares are not asked
public record ClientWebSocketOptions(
        Headers headers,
        List<String> subprotocols,
        @Nullable String origin,
        @Nullable DeflateOptions deflate,
        WebSocketLimits limits,
        @Nullable Duration heartbeat,
        Duration closeTimeout,
        int queueMessages,
        int queueBytes,
        @Nullable RequestOptions request) {
    private static final Set<String> OURS = Set.of("connection", "upgrade");

    private static final ClientWebSocketOptions DEFAULTS =
            new ClientWebSocketOptions(
                    Headers.EMPTY,
                    List.of(),
                    null,
                    null,
                    WebSocketLimits.defaults().withMessageBytes(4 * 1024 * 1024),
                    null,
                    Duration.ofSeconds(10),
                    32,
                    256 * 1024,
                    null);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one is out of range, naming it
    public ClientWebSocketOptions {
        subprotocols = List.copyOf(subprotocols);
        for (int i = 0; i < headers.size(); i++) {
            requireTheirs(headers.name(i));
        }
        if (heartbeat != null) {
            requirePositive("heartbeat", heartbeat);
        }
        requirePositive("closeTimeout", closeTimeout);
        if (queueMessages < 1 || queueBytes < 1) {
            throw new IllegalArgumentException(
                    "queueMessages and queueBytes must be at least 1, got "
                            + queueMessages
                            + " and "
                            + queueBytes);
        }
    }

    private static void requireTheirs(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (OURS.contains(lower) || lower.startsWith("sec-websocket-")) {
            throw new IllegalArgumentException(
                    "headers must not have "
                            + lower
                            + ", which the handshake sets: use withSubprotocols, withDeflate");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive, got " + value);
        }
    }

    /// The defaults named above.
    public static ClientWebSocketOptions defaults() {
        return DEFAULTS;
    }

    /// These with one more field in [#headers()], in place of those of that name.
    public ClientWebSocketOptions withHeader(String name, String value) {
        return with(draft -> draft.headers = draft.headers.with(name, value));
    }

    /// These with other [#headers()].
    public ClientWebSocketOptions withHeaders(Headers fields) {
        return with(draft -> draft.headers = fields);
    }

    /// These with other [#subprotocols()].
    public ClientWebSocketOptions withSubprotocols(String... names) {
        return with(draft -> draft.subprotocols = List.of(names));
    }

    /// These with another [#origin()].
    public ClientWebSocketOptions withOrigin(@Nullable String value) {
        return with(draft -> draft.origin = value);
    }

    /// These with other [#deflate()] options, or without compression when null.
    public ClientWebSocketOptions withDeflate(@Nullable DeflateOptions other) {
        return with(draft -> draft.deflate = other);
    }

    /// These with other [#limits()].
    public ClientWebSocketOptions withLimits(WebSocketLimits other) {
        return with(draft -> draft.limits = other);
    }

    /// These with another [#heartbeat()], or without one when null.
    public ClientWebSocketOptions withHeartbeat(@Nullable Duration silence) {
        return with(draft -> draft.heartbeat = silence);
    }

    /// These with another [#closeTimeout()].
    public ClientWebSocketOptions withCloseTimeout(Duration limit) {
        return with(draft -> draft.closeTimeout = limit);
    }

    /// These with another [#queueMessages()] and [#queueBytes()].
    public ClientWebSocketOptions withQueue(int messages, int bytes) {
        return with(
                draft -> {
                    draft.queueMessages = messages;
                    draft.queueBytes = bytes;
                });
    }

    /// These with other [#request()] options, or the session's when null.
    public ClientWebSocketOptions withRequest(@Nullable RequestOptions other) {
        return with(draft -> draft.request = other);
    }

    private ClientWebSocketOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /// The same fields, to be changed one by one.
    private static final class Draft {
        Headers headers;
        List<String> subprotocols;
        @Nullable String origin;
        @Nullable DeflateOptions deflate;
        WebSocketLimits limits;
        @Nullable Duration heartbeat;
        Duration closeTimeout;
        int queueMessages;
        int queueBytes;
        @Nullable RequestOptions request;

        Draft(ClientWebSocketOptions from) {
            headers = from.headers;
            subprotocols = from.subprotocols;
            origin = from.origin;
            deflate = from.deflate;
            limits = from.limits;
            heartbeat = from.heartbeat;
            closeTimeout = from.closeTimeout;
            queueMessages = from.queueMessages;
            queueBytes = from.queueBytes;
            request = from.request;
        }

        ClientWebSocketOptions options() {
            return new ClientWebSocketOptions(
                    headers,
                    subprotocols,
                    origin,
                    deflate,
                    limits,
                    heartbeat,
                    closeTimeout,
                    queueMessages,
                    queueBytes,
                    request);
        }
    }
}
