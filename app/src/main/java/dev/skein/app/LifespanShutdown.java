package dev.skein.app;

/// The last message, after the last connection is gone: time to release what startup acquired.
public record LifespanShutdown() implements Message {
    @Override
    public String type() {
        return "lifespan.shutdown";
    }
}
