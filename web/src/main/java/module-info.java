/// The web framework.
module dev.skein.web {
    requires transitive dev.skein.app;
    requires transitive dev.skein.http;
    requires static transitive org.jspecify;

    exports dev.skein.web;
    exports dev.skein.web.exception;
    exports dev.skein.web.middleware;
    exports dev.skein.web.session;
}
