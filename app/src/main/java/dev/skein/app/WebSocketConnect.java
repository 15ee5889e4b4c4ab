package dev.skein.app;

import dev.skein.http.Headers;
import java.util.List;

/// A client asks for a WebSocket. Answer on [Channels#reply()] with [WebSocketAccept], with [WebSocketClose] (the client gets status
/// 403) or with a whole [HttpResponse] of your choice. Sending, or returning without an answer, accepts.
///
/// Returning from the call makes the server call the application again for every message: [WebSocketReceive], and at the end, once
/// and in any case unless the handshake was refused, [WebSocketDisconnect]. Who receives from [Channels#body()] instead, within this
/// call, gets those messages there and no more calls; returning then closes the socket with code 1000.
///
/// @param request the handshake's facts; its scheme is `ws` or `wss`, it has no content
/// @param subprotocols what the client offers, in its order of preference (RFC 6455 §1.9)
public record WebSocketConnect(HttpRequest request, List<String> subprotocols) implements Message {
    /// Keeps its own copy of the list.
    public WebSocketConnect {
        subprotocols = List.copyOf(subprotocols);
    }

    /// The request's path, decoded.
    public String path() {
        return request.path();
    }

    /// The request's header fields.
    public Headers headers() {
        return request.headers();
    }

    @Override
    public String type() {
        return "websocket.connect";
    }
}
