/// The HTTP and WebSocket client.
module dev.skein.client {
    requires transitive dev.skein.http;
    requires transitive dev.skein.loop;
    requires static transitive org.jspecify;

    exports dev.skein.client;
    exports dev.skein.client.cookie;
}
