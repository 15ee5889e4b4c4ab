package dev.skein.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.function.IntSupplier;

/// Numbers that nobody can predict, for the masks and keys of a session's WebSockets (RFC 6455 §10.3). They are drawn many at a
/// time, because one draw costs more than a small frame. Thread-safe.
final class ClientWebSocketMasks implements IntSupplier {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final SecureRandom random = new SecureRandom();
    private final byte[] drawn = new byte[512];
    private int used = drawn.length;

    @Override
    public synchronized int getAsInt() {
        if (used == drawn.length) {
            random.nextBytes(drawn);
            used = 0;
        }
        int next = (int) INTS.get(drawn, used);
        used += Integer.BYTES;
        return next;
    }

    /// Bytes for a handshake's key.
    byte[] nonce() {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        return nonce;
    }
}
