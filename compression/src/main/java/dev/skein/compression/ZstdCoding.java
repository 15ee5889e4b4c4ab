package dev.skein.compression;

import com.github.luben.zstd.util.Native;
import dev.skein.http.coding.ContentCoding;
import dev.skein.http.coding.ContentDecoder;
import dev.skein.http.coding.ContentEncoder;

/// zstd (RFC 8878), with a window of at most 8 MiB both ways (RFC 9659).
///
/// A content may be several frames, among them skippable ones. Frames that need a dictionary are
/// refused.
public final class ZstdCoding implements ContentCoding {
    /// As [java.util.ServiceLoader] wants it.
    public ZstdCoding() {}

    @Override
    public String name() {
        return "zstd";
    }

    /// Whether there is a native library for this platform, and it can be loaded.
    @Override
    public boolean isAvailable() {
        try {
            Native.load();
            return Native.isLoaded();
        } catch (LinkageError _) {
            return false;
        }
    }

    @Override
    public ContentDecoder decoder() {
        return new ZstdDecoder();
    }

    @Override
    public ContentEncoder encoder() {
        return new ZstdEncoder();
    }
}
