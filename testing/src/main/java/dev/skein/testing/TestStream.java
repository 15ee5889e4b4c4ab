package dev.skein.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A response whose body is read as it comes, such as server-sent events. Every wait ends after [TestOptions#timeout()] with an
/// [AssertionError]. For one thread at a time.
///
/// ```java
/// try (var events = client.get("/events").stream()) {
///     assertThat(events.readLine()).isEqualTo("data: 1");
/// } // the application finds its client gone
/// ```
public final class TestStream implements AutoCloseable {
    /// The most that a [TestResponse] has.
    private static final int MOST = 64 * 1024 * 1024;

    private static final byte[] NOTHING = {};

    private final TestClient client;
    private final Ask ask;
    private final Answer answer;
    private final List<TestResponse> history;

    /// What has come and has not been handed out.
    private byte[] waiting = NOTHING;

    private boolean over;

    TestStream(TestClient client, Ask ask, Answer answer, List<TestResponse> history) {
        this.client = client;
        this.ask = ask;
        this.answer = answer;
        this.history = history;
        client.opened(this);
    }

    /// The status.
    public int status() {
        return answer.status();
    }

    /// The header fields.
    public Headers headers() {
        return answer.headers();
    }

    /// The first field of that name; null if there is none.
    public @Nullable String header(String name) {
        return answer.headers().get(name);
    }

    /// The fields after the body; empty before its end.
    public Headers trailers() {
        return answer.trailers();
    }

    /// Waits for the next piece of the body, as the application sent it or as it was cut on the way.
    ///
    /// @return never empty; null at the end
    /// @throws AssertionError if nothing came in time, or the body broke off
    /// @throws InterruptedException if the caller is interrupted
    public byte @Nullable [] nextBytes() throws InterruptedException {
        if (waiting.length > 0) {
            byte[] all = waiting;
            waiting = NOTHING;
            return all;
        }
        return piece();
    }

    private byte @Nullable [] piece() throws InterruptedException {
        if (over) {
            return null;
        }
        try {
            byte[] piece = answer.piece();
            if (piece == null) {
                over = true;
                client.gone(this);
            }
            return piece;
        } catch (IOException e) {
            throw client.failed(ask, e);
        }
    }

    /// [#nextBytes()] as text in UTF-8. A character that came in two pieces is put together.
    ///
    /// @return never empty; null at the end
    public @Nullable String nextText() throws InterruptedException {
        byte[] bytes = nextBytes();
        if (bytes == null) {
            return null;
        }
        int whole = wholeCharacters(bytes);
        while (whole == 0) {
            byte[] more = piece();
            if (more == null) {
                return new String(bytes, UTF_8);
            }
            bytes = joined(bytes, more);
            whole = wholeCharacters(bytes);
        }
        waiting = Arrays.copyOfRange(bytes, whole, bytes.length);
        return new String(bytes, 0, whole, UTF_8);
    }

    /// How many bytes are whole characters: all, unless the last few begin one.
    private static int wholeCharacters(byte[] bytes) {
        int length = bytes.length;
        for (int back = 1; back <= Math.min(3, length); back++) {
            int b = bytes[length - back] & 0xFF;
            if (b >= 0xC0) {
                int wanted = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
                return wanted > back ? length - back : length;
            }
            if (b < 0x80) {
                return length;
            }
        }
        return length;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /// Waits for the next line, in UTF-8.
    ///
    /// @return without its end (LF, or CR and LF); null at the end of the body
    /// @throws AssertionError as for [#nextBytes()]
    /// @throws InterruptedException if the caller is interrupted
    public @Nullable String readLine() throws InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte[] bytes = nextBytes(); bytes != null; bytes = nextBytes()) {
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    line.write(bytes, 0, i);
                    waiting = Arrays.copyOfRange(bytes, i + 1, bytes.length);
                    return withoutCarriageReturn(line.toString(UTF_8));
                }
            }
            line.writeBytes(bytes);
        }
        return line.size() == 0 ? null : line.toString(UTF_8);
    }

    private static String withoutCarriageReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /// Checks the status.
    ///
    /// @return this
    /// @throws AssertionError if it is another; the beginning of the body is shown
    /// @throws InterruptedException if the caller is interrupted
    public TestStream expectStatus(int status) throws InterruptedException {
        if (status() != status) {
            byte[] beginning = nextBytes();
            response(beginning == null ? NOTHING : beginning).expectStatus(status);
        }
        return this;
    }

    /// Gives up what has not come: the application finds its client gone. May be called again.
    @Override
    public void close() {
        over = true;
        waiting = NOTHING;
        client.gone(this);
        answer.close();
    }

    // ---- for requests

    /// All of it, as far as it was read.
    TestResponse response(byte[] body) {
        return new TestResponse(
                ask.what(), ask.url(), status(), headers(), body, trailers(), history);
    }

    /// Reads the rest.
    TestResponse whole() throws InterruptedException {
        try (this) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] piece = nextBytes(); piece != null; piece = nextBytes()) {
                all.writeBytes(piece);
                if (all.size() > MOST) {
                    throw new AssertionError(
                            ask.what() + ": the body is endless: read it from stream()");
                }
            }
            return response(all.toByteArray());
        }
    }

    @Override
    public String toString() {
        return "TestStream[" + ask.what() + " -> " + status() + "]";
    }
}
