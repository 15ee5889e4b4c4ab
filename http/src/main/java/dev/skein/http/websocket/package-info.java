/// # WebSocket (RFC 6455) with permessage-deflate (RFC 7692), sans I/O
///
/// **What it is.** The opening handshake, a parser and a writer, for both sides of a connection.
///
/// **Where to start.** [ServerHandshake] or [ClientHandshake]: a head in, an [Agreement] out. Then
/// [WebSocketParser] turns bytes into [WebSocketEvent]s and [WebSocketWriter] turns messages into
/// bytes. A message for many sockets is a [PreparedMessage]. [WebSocketLimits] bounds what a peer
/// may send; [DeflateOptions] says how we would like to compress.
///
/// **The walk of the data.**
/// ```
/// bytes → FrameReader (header, unmasked payload) → single frame here as a whole ───────→ Text, Binary
///                                                → PartialMessage → MessageInflater ───→ Text, Binary
///                                                → control frame, between fragments ───→ Ping, Pong, Close
///
/// message → Utf8 → MessageDeflater → header, Masking → ByteSink
/// ```
///
/// **The rules.**
/// * Events and errors depend on the bytes alone, never on how they were cut.
/// * A header that is wrong or promises too much is refused before any payload; text at the first
///   byte that cannot stand where it does, also inside a frame and while it is inflated.
/// * Memory grows with what has come, never with what was promised; an idle connection owns a few
///   numbers, and its (de)compressors only where context takeover is agreed on.
/// * A parser that has refused once refuses for ever.
/// * One thread at a time per object, and per [WebSocketScratch] with all that share it; only
///   [PreparedMessage] is for many.
///
/// **What is not here.** Answers and time: pongs, the echo of a close, the close that tells of an
/// error, heartbeats and deadlines are for whoever owns the connection. Origins and sessions: the
/// storeys above.
@NullMarked
package dev.skein.http.websocket;

import org.jspecify.annotations.NullMarked;
