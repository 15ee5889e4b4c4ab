package dev.skein.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.server.AccessLogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;

/// Writes a line for each response, many with one system call: a line waits a moment for others. When the output is slow, so
/// is [#accept], and the server drops entries and says so.
final class AccessLogWriter implements Consumer<AccessLogEntry>, AutoCloseable {
    private static final long GATHER_MILLIS = 50;
    private static final int MOST_BYTES = 64 * 1024;
    private static final Duration LAST_WRITE = Duration.ofSeconds(2);

    private final OutputStream out;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private final Thread writer;
    private boolean closed;

    AccessLogWriter(OutputStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().daemon().name("skein-access-log-writer").start(this::run);
    }

    @Override
    public synchronized void accept(AccessLogEntry entry) {
        try {
            while (gathered.size() > MOST_BYTES && !closed) {
                wait();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        if (closed) {
            return;
        }
        boolean wakes = gathered.size() == 0;
        gathered.writeBytes((entry + "\n").getBytes(UTF_8));
        if (wakes || gathered.size() > MOST_BYTES) {
            notifyAll();
        }
    }

    private void run() {
        try {
            for (byte[] lines = next(); lines.length > 0; lines = next()) {
                out.write(lines);
                out.flush();
            }
        } catch (IOException e) {
            System.getLogger("dev.skein.cli")
                    .log(Level.ERROR, "the access log ends here, for it cannot be written", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    /// Waits for lines; none when closed.
    private synchronized byte[] next() throws InterruptedException {
        while (gathered.size() == 0 && !closed) {
            wait();
        }
        long deadline = System.nanoTime() + GATHER_MILLIS * 1_000_000;
        long left = GATHER_MILLIS;
        while (left > 0 && gathered.size() <= MOST_BYTES && !closed) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
        byte[] lines = gathered.toByteArray();
        gathered.reset();
        notifyAll();
        return lines;
    }

    private synchronized void end() {
        closed = true;
        notifyAll();
    }

    /// Writes what has been gathered, and ends; gives up after a moment if the output takes nothing.
    @Override
    public void close() {
        end();
        try {
            writer.join(LAST_WRITE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
