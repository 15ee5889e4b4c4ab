package dev.skein.compression;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import dev.skein.http.coding.ContentCoding;
import dev.skein.http.coding.ContentDecoder;
import dev.skein.http.coding.ContentEncoder;

/// br (RFC 7932), without dictionaries of one's own and without large windows.
public final class BrotliCoding implements ContentCoding {
    /// As [java.util.ServiceLoader] wants it.
    public BrotliCoding() {}

    @Override
    public String name() {
        return "br";
    }

    /// Whether there is a native library for this platform, and it can be loaded.
    @Override
    public boolean isAvailable() {
        return Brotli4jLoader.isAvailable();
    }

    @Override
    public ContentDecoder decoder() {
        Brotli4jLoader.ensureAvailability();
        return new BrotliDecoder();
    }

    @Override
    public ContentEncoder encoder() {
        Brotli4jLoader.ensureAvailability();
        return new BrotliEncoder();
    }
}
