/// # Multipart bodies, sans I/O
///
/// **What it is.** A parser that turns the bytes of a `multipart/*` body into events, and a writer
/// that turns parts into bytes: RFC 2046 §5.1 for all of them, RFC 7578 for forms.
///
/// **Where to start.** [MultipartParser] and its [MultipartEvent]s for reading, [MultipartWriter]
/// for writing. [ContentDisposition] is the field that names a part and its file; on responses it
/// names a download. [MultipartLimits] bounds what a peer may send.
///
/// **The walk of the data.**
/// ```
/// bytes → DelimiterSearch (finds boundaries, keeps what may be one) → PartHeadBuffer → PartHead
///       → PartData, PartData, … → PartEnd → next part … → End
///
/// Headers → MultipartWriter.partHead → ByteSink      data never passes through the writer:
/// the data itself → socket, partEnd → ByteSink, end → ByteSink
/// ```
///
/// **The rules.**
/// * Events and errors depend on the bytes alone, never on how they were cut; only data is cut as
///   it came.
/// * Lines of boundaries and heads end with CRLF and nothing else. In doubt the body is refused,
///   and a parser that has refused once refuses for ever.
/// * Every byte that is kept is bounded by a limit, and every byte is looked at a bounded number of
///   times.
/// * A file name comes from a stranger: [ContentDisposition#safeFilename] is the one to store by.
/// * One thread at a time per object.
///
/// **What is not here.** Transfer encodings of parts (RFC 7578 §4.7 deprecates them): their data is
/// told as it came. Multipart bodies inside parts: they are data too. Where files are kept, what a
/// form's fields mean, time: the storeys above.
@NullMarked
package dev.skein.http.multipart;

import org.jspecify.annotations.NullMarked;
