/// Tests of applications: a client without sockets and one with, a virtual clock, and an extension for JUnit.
module dev.skein.testing {
    requires transitive dev.skein.client;
    requires transitive dev.skein.server;
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;

    exports dev.skein.testing;
}
