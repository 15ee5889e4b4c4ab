/// # JSON, by whoever provides it
///
/// **What it is.** The seam between HTTP and a JSON library: [JsonCodec], and [JsonException] for
/// what does not parse.
///
/// **Where to start.** [JsonCodec#installed]. The module `skein-jackson` provides one.
///
/// **What is not here.** A parser. Which media types are JSON, and charsets: the storeys above.
@NullMarked
package dev.skein.http.json;

import org.jspecify.annotations.NullMarked;
