/// # JSON by Jackson 3
///
/// **What it is.** [JacksonCodec]: the [dev.skein.http.json.JsonCodec] that is found when this
/// module is on the path.
///
/// **Where to start.** Nowhere, for Skein's strict settings; [JacksonCodec#of] for a mapper of one's
/// own.
@NullMarked
package dev.skein.jackson;

import org.jspecify.annotations.NullMarked;
