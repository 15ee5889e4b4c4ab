import dev.skein.app.Channels;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.http.Headers;
import java.util.Arrays;

/// What the measuring scripts ask for, at the messaging interface, with nothing between it and the server.
///
/// Run: `./skein run bench/apps/Bench.java`
public final class Bench {
    private static final long SPIN_NANOS = 200_000_000;
    private static final long SLEEP_MILLIS = 200;
    private static final Headers BYTES = Headers.of("content-type", "application/octet-stream");
    private static final byte[] SMALL = bytes(64 * 1024);
    private static final byte[] LARGE = bytes(1024 * 1024);

    private Bench() {}

    static void app(Message message, Channels channels) throws Exception {
        if (message instanceof HttpRequest request) {
            channels.reply().send(answer(request, channels));
        }
    }

    private static HttpResponse answer(HttpRequest request, Channels channels) throws Exception {
        switch (request.path()) {
            case "/" -> {}
            case "/download/65536" -> {
                return HttpResponse.of(200, BYTES, SMALL);
            }
            case "/download/1048576" -> {
                return HttpResponse.of(200, BYTES, LARGE);
            }
            case "/upload" -> readAll(request, channels);
            case "/spin" -> spin();
            case "/sleep" -> Thread.sleep(SLEEP_MILLIS);
            default -> {
                return HttpResponse.text(404, "no such case");
            }
        }
        return HttpResponse.text("Hello, world");
    }

    /// Takes each chunk as it comes and keeps none: an upload may be larger than memory.
    private static void readAll(HttpRequest request, Channels channels) throws Exception {
        boolean more = request.moreContent();
        while (more) {
            var chunk = (HttpChunk) channels.body().receive();
            more = chunk.moreContent();
        }
    }

    /// Holds its thread and burns a core, as a bad handler does.
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
