package dev.skein.loop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The memory one loop lends to whichever connection is being served: one buffer to read into, one to write from, and a few
/// chunks in which output gathers. A connection owns none of it while it is idle. Touched only by whoever holds the loop.
final class LoopBuffers {
    /// Size of the read buffer: how much one read takes from the kernel.
    static final int READ_BYTES = 128 * 1024;

    /// Size of the write buffer: how much one write offers the kernel. A megabyte and a head in one go take a fifth less time in
    /// the system than in pieces of 128 KiB (`bench/README.md`).
    static final int WRITE_BYTES = 1024 * 1024 + 16 * 1024;

    /// Size of a chunk in which small writes gather.
    static final int CHUNK_BYTES = 16 * 1024;

    /// How many chunks are kept for the next write.
    static final int SPARE_CHUNKS = 64;

    /// Room for one TLS record of the largest size and its overhead, decrypted or encrypted (RFC 8446 §5.2, RFC 5246 §6.2.3).
    private static final int RECORD_BYTES = 20 * 1024;

    private final ByteBuffer read = ByteBuffer.allocateDirect(READ_BYTES);
    private final ByteBuffer write = ByteBuffer.allocateDirect(WRITE_BYTES);
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private @Nullable ByteBuffer decrypted;
    private @Nullable ByteBuffer plain;
    private @Nullable ByteBuffer record;

    /// The read buffer, empty. Whoever takes it must be done with it before anything else runs on the loop.
    ByteBuffer forReading() {
        return read.clear();
    }

    /// The write buffer, empty, under the same rule.
    ByteBuffer forWriting() {
        return write.clear();
    }

    /// A heap buffer for decrypted records, empty; made when first used.
    ByteBuffer forDecrypting() {
        if (decrypted == null) {
            decrypted = ByteBuffer.allocate(2 * RECORD_BYTES);
        }
        return decrypted.clear();
    }

    /// A heap buffer for what is to be encrypted: one record's worth, so that records are as large as they may be.
    ByteBuffer forEncrypting() {
        if (plain == null) {
            plain = ByteBuffer.allocate(16 * 1024);
        }
        return plain.clear();
    }

    /// A heap buffer for one encrypted record.
    ByteBuffer forRecord() {
        if (record == null) {
            record = ByteBuffer.allocate(2 * RECORD_BYTES);
        }
        return record.clear();
    }

    byte[] borrowChunk() {
        byte[] chunk = chunks.pollLast();
        return chunk == null ? new byte[CHUNK_BYTES] : chunk;
    }

    void returnChunk(byte[] chunk) {
        if (chunks.size() < SPARE_CHUNKS) {
            chunks.addLast(chunk);
        }
    }
}
