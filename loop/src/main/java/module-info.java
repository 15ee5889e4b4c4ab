/// The event loop that carries virtual threads.
module dev.skein.loop {
    requires static transitive org.jspecify;

    exports dev.skein.loop;
}
