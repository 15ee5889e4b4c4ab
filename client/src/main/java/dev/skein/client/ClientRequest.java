package dev.skein.client;

import dev.skein.http.Headers;
import dev.skein.http.Url;

/// A request as middlewares see it. Immutable.
///
/// @param method a token in capitals
/// @param url without user information, which has become an `authorization` field; its fragment is not sent
/// @param headers what the caller and the session have set; `host`, `accept` and their like are added when it is sent
/// @param body see there
/// @param options how it is carried out
public record ClientRequest(
        String method, Url url, Headers headers, RequestBody body, RequestOptions options) {
    /// This to another URL.
    public ClientRequest withUrl(Url other) {
        return new ClientRequest(method, other, headers, body, options);
    }

    /// This with one more field, in place of all of that name.
    ///
    /// @throws IllegalArgumentException if name or value is not fit for the wire
    public ClientRequest withHeader(String name, String value) {
        return withHeaders(headers.with(name, value));
    }

    /// This with other headers.
    public ClientRequest withHeaders(Headers fields) {
        return new ClientRequest(method, url, fields, body, options);
    }

    /// This with another method.
    public ClientRequest withMethod(String other) {
        return new ClientRequest(other, url, headers, body, options);
    }

    /// This with another body.
    public ClientRequest withBody(RequestBody other) {
        return new ClientRequest(method, url, headers, other, options);
    }

    /// This with other options.
    public ClientRequest withOptions(RequestOptions other) {
        return new ClientRequest(method, url, headers, body, other);
    }

    /// Whether there is a body to send. One of unknown length is one.
    boolean hasContent() {
        return !(body instanceof BytesBody known && known.bytes().length == 0);
    }

    RequestInfo info() {
        return new RequestInfo(method, url.withoutSecrets());
    }
}
