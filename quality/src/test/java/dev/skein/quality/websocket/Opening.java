package dev.skein.quality.websocket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tester's part of the opening handshake (RFC 6455 §4), on either side.
final class Opening {
    private static final String DEFLATE = "permessage-deflate";
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final Wire wire;
    private final Incoming in;
    private final List<Wish> wishes;

    Opening(Wire wire, Incoming in, List<Wish> wishes) {
        this.wire = wire;
        this.in = in;
        this.wishes = wishes;
    }

    // ---- as the client

    /// Asks a server for a WebSocket.
    ///
    /// @return what was agreed, or null for no compression
    @Nullable Agreed ask() throws IOException {
        send(
                "GET /echo HTTP/1.1\r\nHost: autobahn\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                        + KEY
                        + "\r\n"
                        + (wishes.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + offers() + "\r\n")
                        + "\r\n");
        String status = in.line();
        require(status.startsWith("HTTP/1.1 101"), "expected a 101, came " + status);
        Map<String, String> head = fields();
        requireToken(head, "upgrade", "websocket");
        requireToken(head, "connection", "upgrade");
        String accept = head.get("sec-websocket-accept");
        require(accept(KEY).equals(accept), "wrong sec-websocket-accept: " + accept);
        return answered(head.get("sec-websocket-extensions"));
    }

    /// The suite offers both of its own restrictions each time.
    private String offers() {
        return wishes.stream()
                .map(
                        wish ->
                                DEFLATE
                                        + "; client_no_context_takeover; client_max_window_bits"
                                        + restrictions("server", wish))
                .collect(Collectors.joining(", "));
    }

    private static String restrictions(String side, Wish wish) {
        return (wish.noContextTakeover() ? "; " + side + "_no_context_takeover" : "")
                + (wish.windowBits() == 0
                        ? ""
                        : "; " + side + "_max_window_bits=" + wish.windowBits());
    }

    private @Nullable Agreed answered(@Nullable String extension) {
        if (extension == null || wishes.isEmpty()) {
            require(extension == null, "an extension that was not offered: " + extension);
            require(wishes.isEmpty(), "the offer of permessage-deflate was declined");
            return null;
        }
        Map<String, String> answer = parameters(extension);
        Agreed agreed = agreed(answer, "server", "client");
        require(
                wishes.getFirst().isGranted(agreed),
                "expected " + wishes.getFirst() + " to be granted, came " + extension);
        return agreed;
    }

    // ---- as the server

    /// Answers a client that asks for a WebSocket.
    ///
    /// @return what was agreed, or null for no compression
    @Nullable Agreed answer() throws IOException {
        String request = in.line();
        require(request.matches("GET \\S+ HTTP/1\\.1"), "expected a GET, came " + request);
        Map<String, String> head = fields();
        requireToken(head, "upgrade", "websocket");
        requireToken(head, "connection", "upgrade");
        require("13".equals(head.get("sec-websocket-version")), "version other than 13: " + head);
        String key = head.getOrDefault("sec-websocket-key", "");
        require(Base64.getDecoder().decode(key).length == 16, "a key of another length: " + key);
        String response = wishes.isEmpty() ? "" : response(head.get("sec-websocket-extensions"));
        send(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: "
                        + accept(key)
                        + "\r\n"
                        + (response.isEmpty()
                                ? ""
                                : "Sec-WebSocket-Extensions: " + response + "\r\n")
                        + "\r\n");
        return response.isEmpty() ? null : agreed(parameters(response), "client", "server");
    }

    /// Takes the client's first offer, with its wishes and ours. Window bits may only be asked of a client that knows them (RFC 7692
    /// §7.1.2.2); the other restriction of any client (§7.1.1.2).
    private String response(@Nullable String offers) {
        require(offers != null, "the client did not offer an extension");
        Map<String, String> offer = parameters(String.valueOf(offers).split(",", 2)[0]);
        Wish wish = wishes.getFirst();
        require(
                wish.windowBits() == 0 || offer.containsKey("client_max_window_bits"),
                "the client did not offer client_max_window_bits: " + offers);
        StringBuilder response = new StringBuilder(DEFLATE);
        offer.forEach(
                (name, value) -> {
                    if (name.startsWith("server_")) {
                        response.append("; ").append(name);
                        response.append(value.isEmpty() ? "" : "=" + value);
                    }
                });
        return response.append(restrictions("client", wish)).toString();
    }

    // ---- for both

    private static Agreed agreed(Map<String, String> answer, String peer, String own) {
        require(
                answer.getOrDefault(own + "_max_window_bits", "15").equals("15"),
                "the peer wants a window that java.util.zip cannot make: " + answer);
        return new Agreed(
                answer.containsKey(peer + "_no_context_takeover"),
                Integer.parseInt(answer.getOrDefault(peer + "_max_window_bits", "15")),
                answer.containsKey(own + "_no_context_takeover"));
    }

    /// The parameters of one permessage-deflate; a value is empty when there is none.
    private static Map<String, String> parameters(String extension) {
        String[] parts = extension.split(";", -1);
        require(parts[0].strip().equals(DEFLATE), "another extension: " + extension);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].strip().split("=", 2);
            String before = parameters.put(pair[0], pair.length == 1 ? "" : pair[1]);
            require(before == null, "a repeated parameter: " + extension);
        }
        require(KNOWN.containsAll(parameters.keySet()), "an unknown parameter: " + extension);
        return parameters;
    }

    private static final List<String> KNOWN =
            List.of(
                    "server_no_context_takeover",
                    "client_no_context_takeover",
                    "server_max_window_bits",
                    "client_max_window_bits");

    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line = in.line(); !line.isEmpty(); line = in.line()) {
            int colon = line.indexOf(':');
            require(colon > 0, "not a field: " + line);
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String before = fields.put(name, line.substring(colon + 1).strip());
            require(before == null, "a repeated field: " + line);
        }
        return fields;
    }

    private static void requireToken(Map<String, String> head, String name, String token) {
        String value = head.getOrDefault(name, "");
        require(value.equalsIgnoreCase(token), "expected " + token + " in " + name + ": " + head);
    }

    private static String accept(String key) {
        String whole = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest(whole.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void send(String head) throws IOException {
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        wire.write(bytes, 0, bytes.length);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
