/// Templates by Pebble.
module dev.skein.pebble {
    requires transitive dev.skein.web;
    requires transitive io.pebbletemplates;
    requires static transitive org.jspecify;

    exports dev.skein.pebble;
}
