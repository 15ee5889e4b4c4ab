package dev.skein.quality.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// The tester's side of permessage-deflate (RFC 7692 §7.2), with the JDK's zlib alone.
final class Deflation implements AutoCloseable {
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final Agreed agreed;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private final byte[] buffer = new byte[64 * 1024];

    Deflation(Agreed agreed) {
        this.agreed = agreed;
    }

    byte[] deflate(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        deflater.setInput(message);
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, count);
        } while (count == buffer.length);
        if (agreed.ownResets()) {
            deflater.reset();
        }
        byte[] bytes = out.toByteArray();
        return Arrays.copyOf(bytes, bytes.length - TAIL.length);
    }

    /// Inflates a message of the peer, and requires that it keeps to the agreement.
    byte[] inflate(byte[] compressed) {
        byte[] whole = Arrays.copyOf(compressed, compressed.length + TAIL.length);
        System.arraycopy(TAIL, 0, whole, compressed.length, TAIL.length);
        int window = 1 << agreed.peerWindowBits();
        if (agreed.peerWindowBits() < 15) {
            int furthest = Distances.furthest(whole);
            if (furthest > window) {
                throw new AssertionError(
                        "the peer refers back " + furthest + " bytes, agreed were " + window);
            }
        }
        try {
            return inflateWhole(whole);
        } catch (DataFormatException e) {
            throw new AssertionError("the peer's compressed data is not valid", e);
        }
    }

    private byte[] inflateWhole(byte[] whole) throws DataFormatException {
        if (agreed.peerResets()) {
            inflater.reset();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        inflater.setInput(whole);
        while (true) {
            int count = inflater.inflate(buffer);
            out.write(buffer, 0, count);
            if (count == 0) {
                break;
            }
        }
        if (inflater.getRemaining() > 0 || inflater.finished()) {
            throw new AssertionError("the peer has ended its deflate stream");
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
