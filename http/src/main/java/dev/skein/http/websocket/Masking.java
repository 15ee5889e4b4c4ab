package dev.skein.http.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Masks and unmasks, which is the same (RFC 6455 §5.3).
///
/// A key is held with its first byte lowest, so that it goes on with `rotateRight(key, 8)` after
/// every byte.
final class Masking {
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Masking() {}

    /// Masks the bytes in place.
    ///
    /// @param key turned so that its lowest byte belongs to the byte at `from`
    static void apply(byte[] bytes, int from, int to, int key) {
        long wide = key & 0xFFFF_FFFFL;
        wide |= wide << 32;
        int i = from;
        for (; i <= to - 8; i += 8) {
            WORD.set(bytes, i, (long) WORD.get(bytes, i) ^ wide);
        }
        for (; i < to; i++) {
            bytes[i] ^= (byte) wide;
            wide >>>= 8;
        }
    }
}
