package dev.skein.client.cookie;

/// Whether requests that another site caused carry a cookie (RFC 6265bis §5.6.7).
public enum SameSite {
    /// All requests do. The cookie must be Secure.
    NONE,
    /// Those of safe methods do.
    LAX,
    /// None does.
    STRICT
}
