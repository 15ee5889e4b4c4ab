/// The messaging interface between servers and applications.
module dev.skein.app {
    requires transitive dev.skein.http;
    requires static transitive org.jspecify;

    exports dev.skein.app;
}
