import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import dev.skein.http.Headers;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What the measuring scripts ask for, at the messaging interface, with nothing between it and the server.
///
/// Run in the root of the sources: `./skein run bench/apps/Bench.java`
public final class Bench {
    private static final long SPIN_NANOS = 200_000_000;
    private static final int SLEEP_MICROS = 200_000;
    private static final MethodHandle USLEEP = usleep();
    private static final String FIFOS = "/block-file/";
    private static final Path FIFO_DIRECTORY = Path.of("bench/target/fifos");
    private static final int BUFFER_BYTES = 128 * 1024;
    private static final Queue<ByteBuffer> BUFFERS = new ConcurrentLinkedQueue<>();
    private static final Headers BYTES = Headers.of("content-type", "application/octet-stream");
    private static final byte[] TEN_KIB = bytes(10 * 1024);
    private static final byte[] SMALL = bytes(64 * 1024);
    private static final byte[] LARGE = bytes(1024 * 1024);
    private static final byte[] PIECE = bytes(1024);
    private static final int PIECES = 16;
    private static final String GROUP = "/fanout";

    private static final Set<Channel> group = ConcurrentHashMap.newKeySet();

    private Bench() {}

    static void app(Message message, Channels channels) throws Exception {
        switch (message) {
            case HttpRequest request -> answer(request, channels);
            case WebSocketConnect m when m.path().equals(GROUP) -> group.add(channels.reply());
            case WebSocketReceive m when m.path().equals(GROUP) -> sendToGroup(copy(m));
            case WebSocketReceive m -> channels.reply().send(copy(m));
            case WebSocketDisconnect m when m.path().equals(GROUP) ->
                    group.remove(channels.reply());
            default -> {}
        }
    }

    private static void answer(HttpRequest request, Channels channels) throws Exception {
        Channel reply = channels.reply();
        switch (request.path()) {
            case "/" -> reply.send(hello());
            case "/json" -> reply.send(HttpResponse.json("{\"message\":\"Hello, World!\"}"));
            case "/download/10240" -> reply.send(HttpResponse.of(200, BYTES, TEN_KIB));
            case "/download/65536" -> reply.send(HttpResponse.of(200, BYTES, SMALL));
            case "/download/1048576" -> reply.send(HttpResponse.of(200, BYTES, LARGE));
            case "/stream" -> stream(reply);
            case "/upload" -> {
                readAll(request, channels);
                reply.send(hello());
            }
            case "/echo" -> {
                byte[] body = request.readBody(channels, LARGE.length);
                reply.send(HttpResponse.of(200, BYTES, body));
            }
            default -> {
                boolean held = hold(request.path());
                reply.send(held ? hello() : HttpResponse.text(404, "no such case"));
            }
        }
    }

    private static HttpResponse hello() {
        return HttpResponse.text("Hello, world");
    }

    /// Sixteen pieces of a body whose length is not known at its beginning.
    private static void stream(Channel reply) throws Exception {
        reply.send(HttpResponse.start(200, BYTES));
        for (int i = 0; i < PIECES; i++) {
            reply.send(HttpChunk.of(PIECE));
        }
        reply.send(HttpChunk.end());
    }

    /// Reads into the same few buffers again and again, as the C server does: an upload may be larger than memory.
    private static void readAll(HttpRequest request, Channels channels) throws Exception {
        if (!request.moreContent()) {
            return;
        }
        ByteBuffer idle = BUFFERS.poll();
        ByteBuffer buffer = idle == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : idle;
        Channel body = channels.body();
        while (body.read(buffer.clear()) >= 0) {}
        BUFFERS.add(buffer);
    }

    private static WebSocketSend copy(WebSocketReceive m) {
        return new WebSocketSend(m.text(), m.bytes());
    }

    private static void sendToGroup(WebSocketSend message) throws Exception {
        for (Channel member : group) {
            try {
                member.send(message);
            } catch (DisconnectedException _) {
                group.remove(member); // its WebSocketDisconnect is on its way
            }
        }
    }

    /// Does what a bad handler does, if the path asks for it: burns a core, blocks in libc, or waits
    /// for a byte in a named pipe, which whoever measures writes; each for 200 ms.
    ///
    /// @return whether it did
    private static boolean hold(String path) throws IOException {
        switch (path) {
            case "/spin" -> spin();
            case "/block-native" -> blockNative();
            default -> {
                return path.startsWith(FIFOS) && blockFile(path.substring(FIFOS.length()));
            }
        }
        return true;
    }

    /// @return whether the pipe's name has digits only
    private static boolean blockFile(String name) throws IOException {
        if (name.isEmpty() || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        try (var pipe = new FileInputStream(FIFO_DIRECTORY.resolve(name).toFile())) {
            if (pipe.read() < 0) {
                throw new EOFException("expected a byte in the pipe " + name);
            }
            return true;
        }
    }

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
