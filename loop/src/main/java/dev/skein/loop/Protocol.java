package dev.skein.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What happens to the bytes of one connection; asyncio's `Protocol`. A [Transport] calls it, always on its loop, one call at a
/// time, in this order: `connectionMade` once, then any of the others, then `connectionLost` once. When a TLS handshake fails,
/// `connectionLost` is the only call.
///
/// The calls run while the loop is held: they must be short, must not block and cannot be handed off. What they share with tasks
/// may be guarded by a monitor (`synchronized`) that nobody holds for long, nor while calling the loop or a transport; and by no
/// other lock: the next owner of a [java.util.concurrent.locks.ReentrantLock] may be a task that waits for this very loop.
/// Whatever may take long belongs in a task. An exception thrown from a call is reported and aborts the connection.
public interface Protocol {
    /// The connection is there; for TLS, the handshake is done.
    void connectionMade(Transport transport);

    /// Bytes came in. The buffer belongs to the loop: what is needed later must be copied, what is left unread is dropped.
    void dataReceived(ByteBuffer data);

    /// Where the bytes that come next should be put, if not in the loop's buffer; null for there. With memory of the receiver's own,
    /// best a direct buffer, nothing has to be copied: asyncio's `BufferedProtocol`. Not asked on TLS.
    default @Nullable ByteBuffer getBuffer() {
        return null;
    }

    /// Bytes were put into the buffer that [#getBuffer()] gave just before.
    default void bufferUpdated(int count) {}

    /// The peer will send no more. Return true to keep the connection open for writing; false closes it after a flush.
    default boolean eofReceived() {
        return false;
    }

    /// The connection is gone. `cause` is null after an end that either side asked for.
    default void connectionLost(@Nullable IOException cause) {}

    /// More output is waiting than the high-water mark: stop writing until [#resumeWriting()].
    default void pauseWriting() {}

    /// Output has drained to the low-water mark.
    default void resumeWriting() {}
}
