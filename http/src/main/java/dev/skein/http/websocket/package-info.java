/// WebSocket (RFC 6455) and permessage-deflate (RFC 7692) without input or output, for both sides.
///
/// Start at `ServerHandshake` or `ClientHandshake`: headers in, an agreement out. Then `WebSocketParser` turns bytes into
/// `WebSocketEvent`s and `WebSocketWriter` turns messages into bytes. Whoever owns the connection answers pings, echoes closes and
/// keeps the time: nothing here does.
@NullMarked
package dev.skein.http.websocket;

import org.jspecify.annotations.NullMarked;
