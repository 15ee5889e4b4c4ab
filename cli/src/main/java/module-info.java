/// The `skein` command.
module dev.skein.cli {
    requires dev.skein.client;
    requires transitive dev.skein.server;
    requires java.logging;
    requires jdk.compiler;
    requires jdk.unsupported;
    requires static transitive org.jspecify;

    exports dev.skein.cli;
}
