/// # Content codings (RFC 9110 §8.4.1), sans I/O
///
/// **What it is.** How a body is compressed and decompressed: gzip and deflate by the JDK, others
/// by who provides them (`skein-compression`: br and zstd).
///
/// **Where to start.** [ContentCodings#installed]: finds a [ContentCoding] by its name, makes the
/// decoder for a `Content-Encoding`, and says what to put into `Accept-Encoding`.
///
/// **The walk of the data.**
/// ```
/// coded bytes → ContentDecoder.input … decode(target) ← as often as the caller has room
/// plain bytes → ContentEncoder.encode … finish → ByteSink
/// ```
///
/// **The rules.**
/// * A decoder is pulled: it makes no more than was asked for, so that a small body that inflates to
///   gigabytes costs the memory of one target. How much may come out in all is the caller's limit.
/// * However the input is split and however large the target: the same bytes come out, or the same
///   error.
/// * A body of no bytes at all is an empty content in every coding: answers exist that name a coding
///   and have nothing to code.
/// * Decoders and encoders hold memory outside the heap: they are closed, on every path.
/// * Decoders and encoders belong to one thread at a time; codings may be shared.
///
/// **What is not here.** Which coding an answer gets (`Accept-Encoding` with weights), and the
/// limits on what comes out: the storeys above.
@NullMarked
package dev.skein.http.coding;

import org.jspecify.annotations.NullMarked;
