package dev.skein.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.server.AccessLogEntry;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccessLogWriterTest {
    @Test
    void aLineComesWithoutWaitingForMore() throws IOException {
        PipedOutputStream out = new PipedOutputStream();
        try (BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(new PipedInputStream(out), UTF_8));
                AccessLogWriter writer = new AccessLogWriter(out)) {
            writer.accept(entry("/1"));
            assertThat(lines.readLine()).contains("\"GET /1 HTTP/1.1\" 200 5 1.000ms");
            writer.accept(entry("/2"));
            assertThat(lines.readLine()).contains("GET /2 ");
        }
    }

    @Test
    void closingWritesTheRest() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLogWriter writer = new AccessLogWriter(out);
        for (int i = 0; i < 5000; i++) {
            writer.accept(entry("/" + i));
        }
        writer.close();
        assertThat(out.toString(UTF_8).lines()).hasSize(5000).last().asString().contains("/4999 ");
    }

    @Test
    void aBrokenOutputHoldsNobodyUp() throws InterruptedException {
        CountDownLatch tried = new CountDownLatch(1);
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        tried.countDown();
                        throw new IOException("broken pipe");
                    }
                };
        try (AccessLogWriter writer = new AccessLogWriter(broken)) {
            writer.accept(entry("/"));
            tried.await();
            for (int i = 0; i < 5000; i++) {
                writer.accept(entry("/" + i));
            }
        }
        assertThat(tried.getCount()).isZero();
    }

    private static AccessLogEntry entry(String target) {
        return new AccessLogEntry(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                "GET",
                target,
                "1.1",
                200,
                5,
                Instant.EPOCH,
                Duration.ofMillis(1));
    }
}
