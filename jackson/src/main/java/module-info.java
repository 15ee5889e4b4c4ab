/// JSON by Jackson 3.
module dev.skein.jackson {
    requires transitive dev.skein.http;
    requires transitive tools.jackson.databind;
    requires static transitive org.jspecify;

    exports dev.skein.jackson;

    provides dev.skein.http.json.JsonCodec with
            dev.skein.jackson.JacksonCodec;
}
