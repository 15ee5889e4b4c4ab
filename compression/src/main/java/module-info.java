/// The content codings br and zstd.
module dev.skein.compression {
    requires transitive dev.skein.http;
    requires com.aayushatharva.brotli4j;
    requires com.github.luben.zstd_jni;
    requires static transitive org.jspecify;

    exports dev.skein.compression;

    provides dev.skein.http.coding.ContentCoding with
            dev.skein.compression.ZstdCoding,
            dev.skein.compression.BrotliCoding;
}
