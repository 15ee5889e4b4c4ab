package dev.skein.http.coding;

/// Takes the coding off one content, as the caller pulls.
///
/// ```java
/// for (byte[] piece : body) {
///     decoder.input(piece, 0, piece.length);
///     for (int n; (n = decoder.decode(target, 0, target.length)) > 0; ) {
///         out.write(target, 0, n);
///     }
/// }
/// decoder.end();
/// ```
///
/// Belongs to one thread at a time. After an exception it is good for [#close] only.
public interface ContentDecoder extends AutoCloseable {
    /// Whether all input is used and nothing waits to be taken out.
    boolean needsInput();

    /// Hands over coded bytes. They are not copied: the array stays as it is until [#needsInput].
    ///
    /// @throws IllegalStateException unless [#needsInput]
    void input(byte[] bytes, int offset, int length);

    /// Decodes into the target, and makes no more than fits.
    ///
    /// @param length how much there is room for: 1 at least
    /// @return how many bytes came out; 0 means that all input is used
    /// @throws ContentCodingException at the first byte that breaks a rule, which includes any byte
    ///     after the content's end
    int decode(byte[] target, int offset, int length) throws ContentCodingException;

    /// Whether the input may end here: a whole content has been decoded, or no byte has come at all.
    boolean isFinished();

    /// Tells that the input is over. To be called when [#decode] has returned 0.
    ///
    /// @throws ContentCodingException when the content is not whole
    /// @throws IllegalStateException unless [#needsInput]
    void end() throws ContentCodingException;

    /// Gives memory back. May be called again, and at any time.
    @Override
    void close();
}
