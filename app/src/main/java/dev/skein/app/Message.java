package dev.skein.app;

import java.util.Map;

/// What servers and applications send each other: a sealed family of records, to be told apart by a pattern switch.
///
/// A switch over what a server sends is best given a `default`: an application need not know of every kind.
public sealed interface Message
        permits HttpRequest,
                HttpChunk,
                HttpResponse,
                HttpFile,
                HttpEarlyHints,
                HttpDisconnect,
                WebSocketConnect,
                WebSocketReceive,
                WebSocketDisconnect,
                WebSocketAccept,
                WebSocketSend,
                WebSocketClose,
                LifespanStartup,
                LifespanShutdown {
    /// The name of the kind: `http.request`, `lifespan.startup` …
    String type();

    /// This message in the form of the original Python interface: strings, numbers, booleans, byte arrays, lists and maps with its
    /// keys.
    default Map<String, Object> toMap() {
        return MessageMaps.toMap(this);
    }

    /// The message that a map in that form stands for. Messages of the application have no `channel` key there: they are told
    /// apart by the keys they have.
    ///
    /// @throws IllegalArgumentException if a key is missing or of the wrong kind, naming it
    static Message fromMap(Map<String, ?> map) {
        return MessageMaps.fromMap(map);
    }
}
