import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
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
    static final String FIFOS = "/block-file/";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final Path FIFO_DIRECTORY = Path.of("bench/target/fifos");
    private static final long SPIN_NANOS = 200_000_000;
    private static final int SLEEP_MICROS = 200_000;
    private static final MethodHandle USLEEP = usleep();
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

    /// Does what a bad handler does, if the path asks for it: `/spin`, `/block-native` or
    /// `/block-file/N`.
    ///
    /// @return whether it did; the answer to it is hello
    static boolean hold(String path) {
        switch (path) {
            case "/spin" -> spin();
            case "/block-native" -> blockNative();
            default -> {
                return path.startsWith(FIFOS) && blockFile(path.substring(FIFOS.length()));
            }
        }
        return true;
    }

    /// Opens the named pipe and reads one byte: whoever measures writes it, 200 ms later.
    ///
    /// @return whether the name is one, which has digits only
    private static boolean blockFile(String name) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        try (var pipe = new FileInputStream(FIFO_DIRECTORY.resolve(name).toFile())) {
            if (pipe.read() < 0) {
                throw new EOFException("expected a byte in the pipe " + name);
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Holds its thread in libc, 200 ms.
    private static void blockNative() {
        try {
            var _ = (int) USLEEP.invokeExact(SLEEP_MICROS);
        } catch (Throwable e) {
            throw new AssertionError("a native call throws nothing", e);
        }
    }

    private static MethodHandle usleep() {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("usleep"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    /// What the field `date` says now, for peers that leave it to their users: once a second is
    /// enough.
    static String date() {
        return DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
    }

    /// A copy that no socket has to copy again.
    static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    static Map<String, ByteBuffer> directDownloads() {
        return DOWNLOADS.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> direct(each.getValue())));
    }

    /// Holds its thread and burns a core.
    private static void spin() {
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
