package dev.skein.app;

/// The first message, before any connection is accepted. Returning means that the application is ready; an exception keeps the
/// server from starting.
public record LifespanStartup() implements Message {
    @Override
    public String type() {
        return "lifespan.startup";
    }
}
