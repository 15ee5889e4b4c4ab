package dev.skein.compression;

import java.nio.ByteBuffer;
import java.util.Objects;

/// What a decoder has been given and not used, and the checks of its calls.
final class PendingInput {
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private boolean open = true;

    /// Puts new bytes where the last have been used up.
    ///
    /// @param needed whether the decoder has use for them
    void set(boolean needed, byte[] array, int offset, int length) {
        requireOpen();
        if (!needed) {
            throw new IllegalStateException("expected input when needsInput(), came too early");
        }
        bytes = ByteBuffer.wrap(array, offset, length);
    }

    /// The bytes that are left, between position and limit.
    ByteBuffer bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return !bytes.hasRemaining();
    }

    /// Checks what a caller of `decode` says.
    void requireTarget(byte[] target, int offset, int length) {
        requireOpen();
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            throw new IllegalArgumentException("expected room for a byte at least, came none");
        }
    }

    /// Checks what a caller of `end` says.
    static void requireUsedUp(boolean usedUp) {
        if (!usedUp) {
            throw new IllegalStateException("expected end() when decode() has returned 0");
        }
    }

    /// Refuses every later call.
    ///
    /// @return whether it was open
    boolean close() {
        boolean was = open;
        open = false;
        return was;
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("expected an open decoder, came a closed one");
        }
    }
}
