import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// What every peer answers with, so that the answers cannot differ; as `apps/Bench.java` has it.
final class Cases {
    static final byte[] HELLO = "Hello, world".getBytes(StandardCharsets.UTF_8);
    static final String JSON = "{\"message\":\"Hello, World!\"}";
    static final String TEXT_TYPE = "text/plain; charset=utf-8";
    static final String JSON_TYPE = "application/json";
    static final String BYTES_TYPE = "application/octet-stream";

    /// By path.
    static final Map<String, byte[]> DOWNLOADS =
            Map.of(
                    "/download/10240", bytes(10 * 1024),
                    "/download/65536", bytes(64 * 1024),
                    "/download/1048576", bytes(1024 * 1024));

    static final byte[] PIECE = bytes(1024);
    static final int PIECES = 16;
    static final long SLEEP_MILLIS = 200;
    private static final long SPIN_NANOS = 200_000_000;
    private static final char[] PASSWORD = "bench".toCharArray();

    private Cases() {}

    /// What a peer is started with: PORT LOOPS [KEYSTORE].
    record Options(int port, int loops, Path keyStore) {
        static Options of(String[] arguments) {
            return new Options(
                    Integer.parseInt(arguments[0]),
                    Integer.parseInt(arguments[1]),
                    arguments.length > 2 ? Path.of(arguments[2]) : null);
        }

        boolean tls() {
            return keyStore != null;
        }

        KeyManagerFactory keys() throws Exception {
            var store = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(keyStore)) {
                store.load(in, PASSWORD);
            }
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            return keys;
        }

        SSLContext sslContext() throws Exception {
            var context = SSLContext.getInstance("TLS");
            context.init(keys().getKeyManagers(), null, null);
            return context;
        }
    }

    /// Holds its thread and burns a core, as a bad handler does.
    static void spin() {
        long end = System.nanoTime() + SPIN_NANOS;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static byte[] bytes(int size) {
        var bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'x');
        return bytes;
    }
}
