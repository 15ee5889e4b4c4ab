/// HTTP without input or output: bytes in, events out.
module dev.skein.http {
    requires static transitive org.jspecify;

    exports dev.skein.http;
    exports dev.skein.http.coding;
    exports dev.skein.http.http1;
    exports dev.skein.http.json;
    exports dev.skein.http.multipart;
    exports dev.skein.http.websocket;

    uses dev.skein.http.coding.ContentCoding;
    uses dev.skein.http.json.JsonCodec;
}
