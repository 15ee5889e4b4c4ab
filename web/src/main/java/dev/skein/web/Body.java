package dev.skein.web;

import java.nio.file.Path;

/// What a response carries: a closed family, for middlewares that look into it.
public sealed interface Body {
    /// Nothing.
    Bytes EMPTY = new Bytes(new byte[0]);

    /// All of it, in memory.
    ///
    /// @param bytes not to be changed any more
    @SuppressWarnings("ArrayRecordComponent") // a value by convention, as in messages
    record Bytes(byte[] bytes) implements Body {}

    /// A part of a file, or all of it: sent by the system where it can.
    ///
    /// @param offset where it begins, in bytes
    /// @param count how many bytes
    record File(Path path, long offset, long count) implements Body {}

    /// To be written piece by piece.
    record Stream(StreamBody writer) implements Body {}

    /// Sent already, by the handler: a WebSocket.
    record Sent() implements Body {}
}
