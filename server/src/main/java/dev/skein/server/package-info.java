/// The server: connections on one side, an [dev.skein.app.App] on the other.
///
/// **Start at** [dev.skein.server.Server]; its options are [dev.skein.server.ServerOptions]. **The walk of a request:**
/// `Http1Protocol` gets bytes from its transport, has `RequestParser` make events of them, and begins an `HttpCall`, a task on
/// the connection's own loop that calls the application. What the application sends, the call hands to
/// `Http1Response`, which has `ResponseWriter` make bytes of it and gives them to the transport. What all connections of a
/// loop share (the date, deadlines, buffers) is in `Worker`; what all loops share is in `Server`.
///
/// **Rules.** `Http1Protocol`, `Http1Response` and `Worker` run only while their loop is held, so they have no locks and never
/// block; what they log goes through `Worker.log`, since a logger may. `HttpCall` is what application threads touch; it enters the
/// loop for every deed and parks outside it.
/// One call at a time per connection: the next request is parsed when the last call has returned.
///
/// **A WebSocket** begins as a request: a `WebSocketCall`. Accepted, its connection is a `WebSocketProtocol`, with a
/// `WebSocketInbox` towards the application and a `WebSocketOutput` towards the client; `WebSocket` is what the application has.
///
/// **Not here:** parsing (`http`), sockets and TLS (`loop`), routing (`web`).
@NullMarked
package dev.skein.server;

import org.jspecify.annotations.NullMarked;
