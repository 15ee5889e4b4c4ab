package dev.skein.loop;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The output of one connection that the system has not taken yet, in order: small writes gathered in a chunk lent by the loop,
/// large ones by reference, and stretches of files. While it is empty it owns no memory. Touched only by whoever holds the loop.
final class Outbox {
    /// Writes up to this size are copied.
    static final int COPY_BYTES = 8 * 1024;

    /// The most one [#writeTo] sends, so that one fast reader does not keep the loop from others.
    private static final long FAIR_BYTES = 2 * 1024 * 1024;

    private static final int MOST_OFFER = LoopBuffers.WRITE_BYTES;
    private static final int LEAST_OFFER = 64 * 1024;

    private static final ArrayDeque<Piece> NONE = new ArrayDeque<>(1);

    /// What is older than the chunk; [#NONE] until it is needed.
    private ArrayDeque<Piece> pieces = NONE;

    private byte @Nullable [] chunk;
    private int chunkFrom;
    private int chunkTo;
    private long size;

    /// How much the next write copies: what the system is likely to take, or a slow reader's rest would be copied again and again.
    private int offer = MOST_OFFER;

    /// A stretch of bytes or of a file, shrinking from its front.
    private static final class Piece {
        final byte @Nullable [] bytes;
        final @Nullable FileChannel file;
        final boolean lent;
        long from;
        final long to;

        Piece(
                byte @Nullable [] bytes,
                @Nullable FileChannel file,
                long from,
                long to,
                boolean lent) {
            this.bytes = bytes;
            this.file = file;
            this.from = from;
            this.to = to;
            this.lent = lent;
        }
    }

    long size() {
        return size;
    }

    void add(byte[] data, int offset, int length, LoopBuffers buffers) {
        if (length <= COPY_BYTES) {
            gather(data, offset, length, buffers);
            return;
        }
        size += length;
        seal();
        push(new Piece(data, null, offset, offset + length, false));
    }

    /// Adds a copy, chunk by chunk.
    void gather(byte[] data, int offset, int length, LoopBuffers buffers) {
        size += length;
        int from = offset;
        int left = length;
        while (left > 0) {
            if (chunk != null && chunkTo == chunk.length) {
                seal();
            }
            if (chunk == null) {
                chunk = buffers.borrowChunk();
                chunkFrom = 0;
                chunkTo = 0;
            }
            int count = Math.min(left, chunk.length - chunkTo);
            System.arraycopy(data, from, chunk, chunkTo, count);
            chunkTo += count;
            from += count;
            left -= count;
        }
    }

    void addFile(FileChannel file, long position, long count) {
        size += count;
        seal();
        push(new Piece(null, file, position, position + count, false));
    }

    private void seal() {
        if (chunk != null) {
            push(new Piece(chunk, null, chunkFrom, chunkTo, true));
            chunk = null;
        }
    }

    private void push(Piece piece) {
        if (pieces == NONE) {
            pieces = new ArrayDeque<>(4);
        }
        pieces.add(piece);
    }

    /// Writes as much as `channel` takes, within fairness; true when nothing is left.
    boolean writeTo(WritableByteChannel channel, LoopBuffers buffers) throws IOException {
        long budget = FAIR_BYTES;
        while (size > 0 && budget > 0) {
            Piece head = pieces.peek();
            long sent;
            boolean stuck;
            if (head != null && head.file != null) {
                sent = transfer(head, head.file, channel);
                stuck = sent == 0 && head.from < head.to;
            } else {
                ByteBuffer out = buffers.forWriting();
                out.limit(offer);
                fill(out);
                out.flip();
                sent = channel.write(out);
                stuck = out.hasRemaining();
                offer = stuck ? Math.clamp(2 * sent, LEAST_OFFER, offer) : MOST_OFFER;
            }
            consume(sent, buffers);
            budget -= sent;
            if (stuck) {
                return false;
            }
        }
        return size == 0;
    }

    private static long transfer(Piece piece, FileChannel file, WritableByteChannel channel)
            throws IOException {
        long sent =
                file.transferTo(piece.from, Math.min(piece.to - piece.from, FAIR_BYTES), channel);
        if (sent == 0 && piece.from < piece.to && file.size() <= piece.from) {
            throw tooShort(piece);
        }
        return sent;
    }

    /// Copies what comes next into `out` without consuming it, as far as there is room. Bytes of files are read.
    void copyTo(ByteBuffer out) throws IOException {
        Piece head = pieces.peek();
        if (head == null || head.file == null) {
            fill(out);
            return;
        }
        ByteBuffer slice =
                out.slice(out.position(), (int) Math.min(out.remaining(), head.to - head.from));
        int read = head.file.read(slice, head.from);
        if (read < 0) {
            throw tooShort(head);
        }
        out.position(out.position() + read);
    }

    private static EOFException tooShort(Piece piece) {
        return new EOFException("the file ended " + (piece.to - piece.from) + " bytes too early");
    }

    private void fill(ByteBuffer out) {
        for (Piece piece : pieces) {
            if (piece.bytes == null || !out.hasRemaining()) {
                return;
            }
            out.put(
                    piece.bytes,
                    (int) piece.from,
                    (int) Math.min(out.remaining(), piece.to - piece.from));
        }
        if (chunk != null) {
            out.put(chunk, chunkFrom, Math.min(out.remaining(), chunkTo - chunkFrom));
        }
    }

    /// Drops the next `count` bytes: they have been sent.
    void consume(long count, LoopBuffers buffers) {
        size -= count;
        long left = count;
        for (Piece piece = pieces.peek();
                piece != null && left >= piece.to - piece.from;
                piece = pieces.peek()) {
            left -= piece.to - piece.from;
            free(piece, buffers);
            pieces.poll();
        }
        Piece partly = pieces.peek();
        if (partly != null) {
            partly.from += left;
        } else if (chunk != null) {
            chunkFrom += (int) left;
            if (chunkFrom == chunkTo) {
                buffers.returnChunk(chunk);
                chunk = null;
            }
        }
        if (size == 0) {
            pieces = NONE;
        }
    }

    /// Gives everything back unsent.
    void release(LoopBuffers buffers) {
        for (Piece piece : pieces) {
            free(piece, buffers);
        }
        pieces = NONE;
        if (chunk != null) {
            buffers.returnChunk(chunk);
            chunk = null;
        }
        size = 0;
    }

    private static void free(Piece piece, LoopBuffers buffers) {
        if (piece.lent && piece.bytes != null) {
            buffers.returnChunk(piece.bytes);
        }
        if (piece.file != null) {
            closeQuietly(piece.file);
        }
    }

    static void closeQuietly(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            EventLoop.logDebug("closing a sent file failed", e);
        }
    }
}
