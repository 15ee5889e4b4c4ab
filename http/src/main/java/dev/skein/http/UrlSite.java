package dev.skein.http;

import org.jspecify.annotations.Nullable;

/// Where a URL points before its path begins: one object for all URLs that come of one base.
///
/// @param userInfo percent-encoded; null for none
/// @param host in canonical form
/// @param port in effect, written or not
/// @param authority host, and the port unless it is the scheme's own
record UrlSite(
        UrlScheme scheme, @Nullable String userInfo, String host, int port, String authority) {
    static UrlSite of(UrlScheme scheme, @Nullable String userInfo, String host, int port) {
        String authority = port == scheme.port() ? host : host + ":" + port;
        return new UrlSite(scheme, userInfo, host, port, authority);
    }

    /// A port that is the scheme's own becomes the other scheme's own.
    UrlSite with(UrlScheme other) {
        return of(other, userInfo, host, port == scheme.port() ? other.port() : port);
    }

    UrlSite withoutUserInfo() {
        return userInfo == null ? this : new UrlSite(scheme, null, host, port, authority);
    }

    boolean isSameOrigin(UrlSite other) {
        return scheme == other.scheme && port == other.port && host.equals(other.host);
    }
}
