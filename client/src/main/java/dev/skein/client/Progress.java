package dev.skein.client;

/// Is told how far a body has come. Called on the thread that moves the bytes, after each piece; must be quick.
@FunctionalInterface
public interface Progress {
    /// So much has been moved.
    ///
    /// @param bytes since the beginning, as they are on the wire
    /// @param total of the whole body, or -1 when that is not known
    void moved(long bytes, long total);
}
