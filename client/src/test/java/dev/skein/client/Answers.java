package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Scripts that several tests play, and what they ask of a session afterwards.
final class Answers {
    private static final Duration LONG = Duration.ofSeconds(20);

    private Answers() {}

    /// A session with one connection only, so that one that was not given back is missed at once.
    static ClientSession narrow() {
        return ClientSession.create(narrowOptions());
    }

    static ClientOptions narrowOptions() {
        return ClientOptions.defaults()
                .withPool(PoolOptions.defaults().withTotal(1))
                .withTimeouts(
                        ClientTimeouts.defaults()
                                .withTotal(Duration.ofSeconds(50))
                                .withConnect(LONG));
    }

    /// Answers every request with "fine".
    static void fine(ScriptedServer.Peer client) throws IOException {
        while (!client.head().isEmpty()) {
            client.answer("fine");
        }
    }

    /// Answers one request with these bytes and closes.
    static ScriptedServer.Script once(String raw) {
        return client -> {
            client.head();
            client.send(raw);
        };
    }

    /// Answers one request with these bytes and waits until the client has closed.
    static ScriptedServer.Script held(String raw) {
        return client -> {
            client.head();
            client.send(raw);
            awaitClose(client);
        };
    }

    /// Answers every request with these bytes.
    static ScriptedServer.Script always(String raw) {
        return client -> {
            while (!client.head().isEmpty()) {
                client.send(raw);
            }
        };
    }

    /// Waits until the client has closed, calmly or with a reset.
    static void awaitClose(ScriptedServer.Peer client) {
        try {
            client.rest();
        } catch (IOException _) {
            // a reset
        }
    }

    /// Reads a chunked body and hands it on, without its frame.
    static void chunks(ScriptedServer.Peer client, OutputStream out) throws IOException {
        InputStream in = client.socket().getInputStream(); // not one byte too many
        for (int size = size(in); size > 0; size = size(in)) {
            out.write(in.readNBytes(size));
            in.skipNBytes(2);
        }
        in.skipNBytes(2);
    }

    private static int size(InputStream in) throws IOException {
        int size = 0;
        for (int b = in.read(); b != '\r'; b = in.read()) {
            size = size * 16 + Character.digit(b, 16);
        }
        in.skipNBytes(1);
        return size;
    }

    /// Sends for as long as the client takes it; how many bytes that were.
    static long flood(ScriptedServer.Peer client, byte[] piece, AtomicLong sent) {
        try {
            while (true) {
                client.send(piece);
                sent.addAndGet(piece.length);
            }
        } catch (IOException _) {
            return sent.get(); // the client has closed
        }
    }

    /// The session works as if nothing had happened.
    static void assertFine(ClientSession session, ScriptedServer server) throws Exception {
        assertThat(session.get(server.url("/fine")).send().text()).isEqualTo("fine");
    }

    /// A call fails in this way, and says for which URL.
    static void assertFails(
            Class<? extends ClientException> type,
            Phase phase,
            ScriptedServer server,
            ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        type,
                        e -> {
                            assertThat(e.phase()).isEqualTo(phase);
                            assertThat(e.request().url()).startsWith(server.url("/"));
                        })
                .hasMessageContaining(server.url("/"));
    }

    /// Waits until a thread does.
    static void untilWaiting(Thread thread) {
        until(
                () ->
                        thread.getState() == Thread.State.WAITING
                                || thread.getState() == Thread.State.TIMED_WAITING);
    }

    /// Waits for what another thread is about to bring about.
    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the condition did not come").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
