package dev.skein.http.websocket;

import dev.skein.http.Headers;
import org.jspecify.annotations.Nullable;

/// What an opening handshake has led to: frames follow the 101 (RFC 6455 §4).
///
/// @param subprotocol what the messages mean, one of those that the client offered; null if the
///     server chose none
/// @param deflate how messages are compressed; null when they are not
/// @param headers the fields of the 101: to be sent, on the server's side; as received, on the
///     client's
public record Agreement(
        @Nullable String subprotocol, @Nullable DeflateParameters deflate, Headers headers) {}
