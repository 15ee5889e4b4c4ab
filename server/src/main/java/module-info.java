/// The HTTP server.
module dev.skein.server {
    requires transitive dev.skein.app;
    requires transitive dev.skein.loop;
    requires jdk.unsupported;
    requires static transitive org.jspecify;

    exports dev.skein.server;
}
