package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Escapes;
import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import dev.skein.web.exception.WebSocketException;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A whole message that a [WebSocket] has received.
public sealed interface WebSocketMessage {
    /// A text message.
    record Text(String text) implements WebSocketMessage {
        /// The length and the first 40 characters.
        @Override
        public String toString() {
            return "Text[" + text.length() + " characters: " + Escapes.escape(text, 40) + "]";
        }
    }

    /// A binary message. The array is the receiver's own.
    @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
    record Binary(byte[] bytes) implements WebSocketMessage {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Binary that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        /// The length and the first 40 bytes.
        @Override
        public String toString() {
            return "Binary[" + bytes.length + " bytes: " + Escapes.escape(bytes, 40) + "]";
        }
    }

    /// The text.
    ///
    /// @throws WebSocketException if the message is binary; uncaught, it closes the socket with code 1003
    default String asText() {
        return switch (this) {
            case Text message -> message.text();
            case Binary _ -> throw new WebSocketException(1003, "expected a text message");
        };
    }

    /// What the message means as JSON (RFC 8259).
    ///
    /// @throws WebSocketException if it is none, or does not fit the type; uncaught, it closes the socket with code 1007
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    default <T> T json(Class<T> type) {
        return json((Type) type);
    }

    /// What the message means as JSON, for generic types.
    ///
    /// @throws WebSocketException if it is none, or does not fit the type; uncaught, it closes the socket with code 1007
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    @SuppressWarnings("TypeParameterUnusedInFormals") // the type names T at run time
    default <T> T json(Type type) {
        byte[] json =
                switch (this) {
                    case Text message -> message.text().getBytes(UTF_8);
                    case Binary message -> message.bytes();
                };
        try {
            return JsonCodec.installed().decode(json, type);
        } catch (JsonException e) {
            throw new WebSocketException(1007, String.valueOf(e.getMessage()));
        }
    }
}
