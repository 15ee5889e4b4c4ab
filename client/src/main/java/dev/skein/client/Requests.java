package dev.skein.client;

import dev.skein.client.cookie.CookieJar;
import java.time.Duration;

/// Single requests, as Python's `requests.get`: no cookies are kept, and no connection. Whoever sends several requests makes a
/// [ClientSession] and is much faster.
///
/// ```java
/// var response = Requests.get("https://example.com/user").auth("user", "pass").send();
/// IO.println(response.text());
/// ```
public final class Requests {
    private Requests() {}

    /// One session behind all of them, made when the first request is.
    private static final class Shared {
        static final ClientSession SESSION =
                ClientSession.create(
                        ClientOptions.defaults()
                                .withCookies(CookieJar.none())
                                .withPool(
                                        PoolOptions.defaults()
                                                .withTotal(0)
                                                .withKeepAlive(Duration.ZERO)));
    }

    /// Any method.
    ///
    /// @throws IllegalArgumentException if the method is no token
    public static RequestBuilder request(String method, String url) {
        return Shared.SESSION.request(method, url);
    }

    /// GET (RFC 9110 §9.3.1).
    public static RequestBuilder get(String url) {
        return request("GET", url);
    }

    /// HEAD (RFC 9110 §9.3.2); redirects are not followed.
    public static RequestBuilder head(String url) {
        return request("HEAD", url);
    }

    /// POST (RFC 9110 §9.3.3).
    public static RequestBuilder post(String url) {
        return request("POST", url);
    }

    /// PUT (RFC 9110 §9.3.4).
    public static RequestBuilder put(String url) {
        return request("PUT", url);
    }

    /// PATCH (RFC 5789).
    public static RequestBuilder patch(String url) {
        return request("PATCH", url);
    }

    /// DELETE (RFC 9110 §9.3.5).
    public static RequestBuilder delete(String url) {
        return request("DELETE", url);
    }

    /// OPTIONS (RFC 9110 §9.3.7).
    public static RequestBuilder options(String url) {
        return request("OPTIONS", url);
    }
}
