/// # The content codings br (RFC 7932) and zstd (RFC 8878, RFC 9659)
///
/// **What it is.** Two [dev.skein.http.coding.ContentCoding]s, each by a native library:
/// [BrotliCoding] and [ZstdCoding].
///
/// **Where to start.** Nowhere: with this module on the path,
/// [dev.skein.http.coding.ContentCodings#installed] has them, before gzip and deflate.
///
/// **The rules.**
/// * Where a native library is missing, its coding is not offered; everything else works.
/// * What a decoder holds outside the heap is bounded by the window: 8 MiB for zstd, 16 MiB for br.
@NullMarked
package dev.skein.compression;

import org.jspecify.annotations.NullMarked;
