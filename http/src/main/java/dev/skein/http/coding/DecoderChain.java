package dev.skein.http.coding;

/// Two decoders, one behind the other: the first takes off the coding that was put on last.
///
/// What the first makes of a few bytes may be gigabytes of which the second makes nothing: padding,
/// empty blocks. No coding of real content grows so, and the chain refuses it, so that the caller's
/// limit on what comes out bounds the work too.
final class DecoderChain implements ContentDecoder {
    private static final int CHUNK = 8192;

    /// How many bytes may lie between the two in all, beyond [#GROWTH] for each that comes out.
    static final long SLACK = 1 << 20;

    /// How many bytes a coding may make of one: a flush after each byte costs about seven.
    static final long GROWTH = 8;

    private final ContentDecoder first;
    private final ContentDecoder second;
    private final byte[] between = new byte[CHUNK];
    private long passed;
    private long produced;

    DecoderChain(ContentDecoder first, ContentDecoder second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public boolean needsInput() {
        return first.needsInput() && second.needsInput();
    }

    @Override
    public void input(byte[] bytes, int offset, int length) {
        if (!second.needsInput()) {
            throw new IllegalStateException("expected input when needsInput(), came too early");
        }
        first.input(bytes, offset, length);
    }

    @Override
    public int decode(byte[] target, int offset, int length) throws ContentCodingException {
        while (true) {
            int count = second.decode(target, offset, length);
            if (count > 0) {
                produced += count;
                return count;
            }
            int more = first.decode(between, 0, between.length);
            if (more == 0) {
                return 0;
            }
            passed += more;
            if (passed > SLACK + GROWTH * produced) {
                throw new ContentCodingException(
                        "expected codings that make a content smaller, came one that grew to "
                                + passed
                                + " bytes for "
                                + produced);
            }
            second.input(between, 0, more);
        }
    }

    @Override
    public boolean isFinished() {
        return first.isFinished() && second.isFinished();
    }

    @Override
    public void end() throws ContentCodingException {
        first.end();
        second.end();
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
