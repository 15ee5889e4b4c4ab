package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Signals can only be tried on a process of its own: this class is also that process's main.
@Timeout(30)
class StopSignalsTest {
    public static void main(String... arguments) throws Exception {
        try (StopSignals _ = StopSignals.handledBy(() -> System.out.println("signalled"))) {
            System.out.println("ready");
            int _ = System.in.read();
        }
    }

    @Test
    void aSignalSentTwiceAtOnceIsOne() {
        var count = new AtomicInteger();
        try (StopSignals signals = StopSignals.handledBy(count::incrementAndGet)) {
            long now = System.nanoTime();
            signals.signalled(now);
            signals.signalled(now + TimeUnit.MILLISECONDS.toNanos(99));
            assertThat(count).hasValue(1);
            signals.signalled(now + TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(count).hasValue(2);
        }
    }

    @Test
    void aProcessHearsSigterm() throws Exception {
        Process process = start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            kill(process);
            assertThat(out.readLine()).isEqualTo("signalled");
            process.outputWriter().close();
            assertThat(out.readLine()).isNull();
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void kill(Process process) throws IOException, InterruptedException {
        int status =
                new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).start().waitFor();
        assertThat(status).isZero();
    }

    private static Process start() throws IOException {
        return new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                StopSignalsTest.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
