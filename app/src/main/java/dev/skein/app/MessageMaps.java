package dev.skein.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.Header;
import dev.skein.http.Headers;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Messages as maps: the keys and types of the Python original. Header names and values are byte arrays there.
final class MessageMaps {
    private MessageMaps() {}

    static Map<String, Object> toMap(Message message) {
        Map<String, Object> map = new LinkedHashMap<>();
        switch (message) {
            case HttpRequest m -> putRequest(map, m);
            case HttpChunk m -> {
                putContent(map, m.content(), m.moreContent());
                if (!m.trailers().isEmpty()) {
                    map.put("trailers", pairs(m.trailers()));
                }
            }
            case HttpResponse m -> {
                map.put("status", m.status());
                map.put("headers", pairs(m.headers()));
                putContent(map, m.content(), m.moreContent());
            }
            case HttpFile m -> {
                map.put("file", m.path().toString());
                map.put("offset", m.offset());
                if (m.count() != HttpFile.TO_THE_END) {
                    map.put("count", m.count());
                }
                map.put("more_content", m.moreContent());
            }
            case HttpEarlyHints m -> map.put("early_hints", pairs(m.headers()));
            case HttpDisconnect m -> {
                map.put("channel", m.type());
                map.put("cause", m.cause().name());
            }
            case WebSocketConnect m -> {
                putRequest(map, m.request());
                map.put("channel", m.type());
                map.put("order", 0L);
                map.put("subprotocols", m.subprotocols());
            }
            case WebSocketReceive m -> {
                putPlace(map, m, m.path(), m.order());
                putData(map, m.text(), m.bytes());
            }
            case WebSocketDisconnect m -> {
                putPlace(map, m, m.path(), m.order());
                map.put("code", m.code());
                map.put("reason", m.reason());
            }
            case WebSocketAccept m -> {
                map.put("accept", true);
                if (m.subprotocol() != null) {
                    map.put("subprotocol", m.subprotocol());
                }
                map.put("headers", pairs(m.headers()));
            }
            case WebSocketSend m -> putData(map, m.text(), m.bytes());
            case WebSocketClose m -> {
                map.put("close", m.code());
                map.put("reason", m.reason());
            }
            case LifespanStartup m -> map.put("channel", m.type());
            case LifespanShutdown m -> map.put("channel", m.type());
        }
        return map;
    }

    private static void putRequest(Map<String, Object> map, HttpRequest m) {
        map.put("channel", m.type());
        map.put("scheme", m.scheme());
        map.put("http_version", m.httpVersion());
        map.put("method", m.method());
        map.put("path", m.rawPath());
        map.put("query_string", m.queryString().getBytes(ISO_8859_1));
        map.put("headers", pairs(m.headers()));
        map.put("client", pair(m.client()));
        map.put("server", pair(m.server()));
        if (m.content().length > 0) {
            map.put("body", m.content());
        }
    }

    private static void putPlace(
            Map<String, Object> map, Message message, String path, long order) {
        map.put("channel", message.type());
        map.put("path", path);
        map.put("order", order);
    }

    private static void putData(
            Map<String, Object> map, @Nullable String text, byte @Nullable [] bytes) {
        if (text != null) {
            map.put("text", text);
        }
        if (bytes != null) {
            map.put("bytes", bytes);
        }
    }

    private static void putContent(Map<String, Object> map, byte[] content, boolean moreContent) {
        map.put("content", content);
        map.put("more_content", moreContent);
    }

    private static List<Object> pair(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? List.of(inet.getAddress().getHostAddress(), inet.getPort())
                : List.of(address.toString());
    }

    private static List<List<byte[]>> pairs(Headers headers) {
        List<List<byte[]>> pairs = new ArrayList<>();
        for (Header header : headers) {
            pairs.add(
                    List.of(
                            header.name().getBytes(ISO_8859_1),
                            header.value().getBytes(ISO_8859_1)));
        }
        return pairs;
    }

    static Message fromMap(Map<String, ?> map) {
        if (map.get("channel") instanceof String channel) {
            return switch (channel) {
                case "lifespan.startup" -> new LifespanStartup();
                case "lifespan.shutdown" -> new LifespanShutdown();
                case "http.disconnect" ->
                        new HttpDisconnect(
                                HttpDisconnect.Cause.valueOf(
                                        value(
                                                map,
                                                "cause",
                                                String.class,
                                                HttpDisconnect.Cause.CLIENT_GONE.name())));
                default ->
                        throw new IllegalArgumentException(
                                "expected a message of an application or of the lifespan, got '"
                                        + channel
                                        + "': only a server makes those");
            };
        }
        if (map.containsKey("status")) {
            int status = value(map, "status", Number.class, null).intValue();
            return new HttpResponse(
                    status, headers(map, "headers"), content(map), moreContent(map));
        }
        if (map.containsKey("file")) {
            return file(map);
        }
        if (map.containsKey("early_hints")) {
            return new HttpEarlyHints(headers(map, "early_hints"));
        }
        if (map.containsKey("content") || map.containsKey("more_content")) {
            return new HttpChunk(content(map), moreContent(map), headers(map, "trailers"));
        }
        return webSocketMessage(map);
    }

    /// The keys of one message may say several things; here it is one of them.
    private static Message webSocketMessage(Map<String, ?> map) {
        boolean data = map.get("text") != null || map.get("bytes") != null;
        boolean accepts = map.get("accept") instanceof Boolean accept && accept;
        boolean refuses = map.get("accept") instanceof Boolean accept && !accept;
        boolean closes =
                map.get("close") instanceof Number || Boolean.TRUE.equals(map.get("close"));
        if ((data ? 1 : 0) + (accepts ? 1 : 0) + (closes || refuses ? 1 : 0) > 1) {
            throw new IllegalArgumentException(
                    "expected one of accept, text or bytes, and close; got several: send a message for each");
        }
        if (data) {
            return new WebSocketSend(
                    map.get("text") == null ? null : value(map, "text", String.class, null),
                    map.get("bytes") == null ? null : value(map, "bytes", byte[].class, null));
        }
        if (accepts) {
            return new WebSocketAccept(
                    map.get("subprotocol") == null
                            ? null
                            : value(map, "subprotocol", String.class, null),
                    headers(map, "headers"));
        }
        if (closes || refuses) {
            int code = map.get("close") instanceof Number number ? number.intValue() : 1000;
            return new WebSocketClose(code, value(map, "reason", String.class, ""));
        }
        throw new IllegalArgumentException(
                "expected a key that tells the message: channel, status, content, more_content, file,"
                        + " early_hints, accept, text, bytes or close; got "
                        + map.keySet());
    }

    private static HttpFile file(Map<String, ?> map) {
        long offset = value(map, "offset", Number.class, 0L).longValue();
        long count = value(map, "count", Number.class, HttpFile.TO_THE_END).longValue();
        return new HttpFile(
                Path.of(value(map, "file", String.class, null)), offset, count, moreContent(map));
    }

    private static byte[] content(Map<String, ?> map) {
        return value(map, "content", byte[].class, new byte[0]);
    }

    private static boolean moreContent(Map<String, ?> map) {
        return value(map, "more_content", Boolean.class, false);
    }

    private static Headers headers(Map<String, ?> map, String key) {
        Headers.Builder headers = Headers.builder();
        for (Object pair : value(map, key, List.class, List.of())) {
            if (!(pair instanceof List<?> both) || both.size() != 2) {
                throw new IllegalArgumentException(
                        "expected '" + key + "' to hold pairs of name and value, got " + pair);
            }
            headers.add(text(key, both.get(0)), text(key, both.get(1)));
        }
        return headers.build();
    }

    private static String text(String key, @Nullable Object value) {
        return switch (value) {
            case byte[] bytes -> new String(bytes, ISO_8859_1);
            case String text -> text;
            case null, default ->
                    throw new IllegalArgumentException(
                            "expected names and values in '" + key + "' to be bytes, got " + value);
        };
    }

    private static <T> T value(Map<String, ?> map, String key, Class<T> type, @Nullable T absent) {
        Object value = map.containsKey(key) ? map.get(key) : absent;
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "expected key '"
                            + key
                            + "' to be of type "
                            + type.getSimpleName()
                            + ", got "
                            + (value == null ? "nothing" : value.getClass().getSimpleName()));
        }
        return type.cast(value);
    }
}
