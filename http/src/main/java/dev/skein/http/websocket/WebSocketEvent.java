package dev.skein.http.websocket;

import dev.skein.http.Escapes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a parser has read: a whole message or a control frame.
public sealed interface WebSocketEvent {
    /// A text message, valid UTF-8 on the wire.
    record Text(String text) implements WebSocketEvent {
        @Override
        public String toString() {
            return "Text[" + text.length() + " characters: " + Escapes.escape(text, 40) + "]";
        }
    }

    /// A binary message. The array is the receiver's own.
    @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
    record Binary(byte[] bytes) implements WebSocketEvent {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Binary that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Binary[" + bytes.length + " bytes: " + Escapes.escape(bytes, 40) + "]";
        }
    }

    /// The peer wants a pong with the same payload, at most 125 bytes (RFC 6455 §5.5.2). The array
    /// is the receiver's own.
    @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
    record Ping(byte[] payload) implements WebSocketEvent {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Ping that && Arrays.equals(payload, that.payload);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(payload);
        }

        @Override
        public String toString() {
            return "Ping[" + Escapes.escape(payload, 40) + "]";
        }
    }

    /// An answer to a ping, or a heartbeat nobody asked for (RFC 6455 §5.5.3). The array is the
    /// receiver's own.
    @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
    record Pong(byte[] payload) implements WebSocketEvent {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Pong that && Arrays.equals(payload, that.payload);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(payload);
        }

        @Override
        public String toString() {
            return "Pong[" + Escapes.escape(payload, 40) + "]";
        }
    }

    /// The peer sends no more. Nothing follows.
    ///
    /// @param code why; 1005 when the frame had none (RFC 6455 §7.1.5), which must not be sent back:
    ///     [WebSocketWriter#close(int, String, dev.skein.http.ByteSink)] takes it for an empty frame
    /// @param reason at most 123 bytes of UTF-8, often empty
    record Close(int code, String reason) implements WebSocketEvent {}
}
