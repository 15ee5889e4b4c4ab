package dev.skein.http;

/// The versions of HTTP/1 that Skein speaks.
public enum HttpVersion {
    HTTP_1_0("1.0"),
    HTTP_1_1("1.1");

    private final String text;
    private final String wire;

    HttpVersion(String text) {
        this.text = text;
        this.wire = "HTTP/" + text;
    }

    /// The number alone, as in `"1.1"`.
    public String text() {
        return text;
    }

    /// The protocol's own spelling, as in `"HTTP/1.1"`.
    @Override
    public String toString() {
        return wire;
    }
}
