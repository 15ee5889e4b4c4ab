package dev.skein.web;

/// Writes server-sent events, as long as it takes.
@FunctionalInterface
public interface EventWriter {
    /// Sends events until there are no more, or the client is gone.
    ///
    /// @throws Exception as of [StreamBody#write]
    void write(EventStream events) throws Exception;
}
