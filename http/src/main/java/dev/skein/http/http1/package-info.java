/// # HTTP/1.0 and HTTP/1.1, sans I/O
///
/// **What it is.** Parsers that turn received bytes into [Event]s, and writers that turn messages
/// into bytes: RFC 9112, with the framing read so strictly that two readers cannot disagree about
/// where a message ends.
///
/// **Where to start.** [RequestParser] and [ResponseWriter] make a server; [RequestWriter] and
/// [ResponseParser] make a client. [Http1Limits] bounds everything a peer may send.
///
/// **The walk of the data.**
/// ```
/// bytes → LineBuffer (finds lines, keeps a partial one) → StartLine, FieldLines, Framing → RequestHead
///       → Data, Data, …  (BodyReader: by length, by chunks, until close) → End(trailers) → next message
///
/// head → ResponseWriter.head → ByteSink     body bytes never pass through the writer:
/// beforeData → ByteSink, the bytes themselves → socket, afterData → ByteSink, end → ByteSink
/// ```
///
/// **The rules.**
/// * Events and errors depend on the bytes alone, never on how they were cut; only [Data] is cut as
///   it came.
/// * Only CRLF ends a line; no folding; one framing per message. In doubt the message is refused,
///   and a parser that has refused once refuses for ever: nothing is read from those bytes again.
/// * Nothing is consumed beyond the message's end, so that a tunnel or another protocol can go on
///   there.
/// * Every byte that is kept is bounded by a limit; an idle connection owns no buffer.
/// * One thread at a time per object.
///
/// **What is not here.** Time: deadlines are the caller's, [MessageParser#idle] tells which one
/// runs. What a target means, decoding of percent signs, content codings, cookies: the storeys
/// above.
@NullMarked
package dev.skein.http.http1;

import org.jspecify.annotations.NullMarked;
