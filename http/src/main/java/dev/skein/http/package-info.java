/// # HTTP, sans I/O: the parts every version of the protocol shares
///
/// **What it is.** Header fields, dates, status codes, the grammar of names and values, and the
/// family of protocol errors. The versions live one door further: [dev.skein.http.http1].
///
/// **Where to start.** [Headers]: an immutable list of fields kept as wire bytes. Then
/// [ProtocolException]: whose fault it was, and which status answers it.
///
/// **The walk of the data.**
/// ```
/// received bytes → FieldLines.parse → Headers → (strings, when asked for)
/// Headers.of / Headers.Builder → validated, rendered once → Headers.writeTo(ByteSink) → socket
/// ```
///
/// **The rules.**
/// * [Grammar] is the only judge of names and values. What it refuses is neither read nor written,
///   so that no CR, LF or NUL reaches the wire through a field.
/// * Values are immutable and may be shared; builders and sinks belong to one thread at a time.
/// * Received bytes are ISO-8859-1, one character per byte; nothing here guesses an encoding.
///
/// **What is not here.** Sockets, threads, clocks, logs. Cookies belong to the client, sessions to
/// the web framework.
@NullMarked
package dev.skein.http;

import org.jspecify.annotations.NullMarked;
