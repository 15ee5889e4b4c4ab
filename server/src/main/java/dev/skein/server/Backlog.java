package dev.skein.server;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Bytes of further requests that came while a call was running. Owns a buffer only while there are any.
final class Backlog {
    private @Nullable ByteBuffer bytes;

    boolean isEmpty() {
        return bytes == null;
    }

    int size() {
        return bytes == null ? 0 : bytes.remaining();
    }

    /// Adds what `in` still holds, unless `in` is the backlog itself.
    void add(ByteBuffer in) {
        if (!in.hasRemaining() || in == bytes) {
            return;
        }
        ByteBuffer room = withRoomFor(in.remaining());
        int from = room.position();
        int to = room.limit();
        room.limit(room.capacity()).position(to).put(in);
        bytes = room.limit(room.position()).position(from);
    }

    /// The buffer, or a larger one with the same content. It grows by doubling, so that many small pieces cost no more than one.
    private ByteBuffer withRoomFor(int more) {
        ByteBuffer now = bytes;
        if (now == null) {
            return ByteBuffer.allocate(more).limit(0);
        }
        if (now.capacity() - now.limit() >= more) {
            return now;
        }
        int size = now.remaining();
        return ByteBuffer.allocate(Math.max(size + more, 2 * size)).put(now).flip();
    }

    /// What there is, to be read from its front; call [#trim()] afterwards.
    @Nullable ByteBuffer bytes() {
        return bytes;
    }

    /// Gives the buffer back if everything has been read.
    void trim() {
        if (bytes != null && !bytes.hasRemaining()) {
            bytes = null;
        }
    }

    void clear() {
        bytes = null;
    }
}
