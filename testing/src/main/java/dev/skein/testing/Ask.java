package dev.skein.testing;

import dev.skein.client.RequestBody;
import dev.skein.http.Headers;
import dev.skein.http.Url;

/// A request on its way to the application.
///
/// @param id tells its call from others; see [Observed]
/// @param headers without `host`, `content-type` of the body and framing, which the [Wire] adds
record Ask(String id, String method, Url url, Headers headers, RequestBody body) {
    String what() {
        return method + " " + url.requestTarget();
    }
}
