package dev.skein.http.coding;

import dev.skein.http.ByteSink;

/// Puts a coding on one content.
///
/// Belongs to one thread at a time. Its output is put at the sink's end; the sink may be another one
/// each time.
public interface ContentEncoder extends AutoCloseable {
    /// Codes some bytes. What comes out may come later: most codings gather.
    ///
    /// @throws IllegalStateException after [#finish] or [#close]
    void encode(byte[] bytes, int offset, int length, ByteSink out);

    /// Puts everything out that has come in, so that the receiver can decode all of it now. It costs
    /// some bytes each time.
    ///
    /// @throws IllegalStateException after [#finish] or [#close]
    void flush(ByteSink out);

    /// Puts the rest and the coding's end out.
    ///
    /// @throws IllegalStateException after [#finish] or [#close]
    void finish(ByteSink out);

    /// Gives memory back. May be called again, and at any time.
    @Override
    void close();
}
