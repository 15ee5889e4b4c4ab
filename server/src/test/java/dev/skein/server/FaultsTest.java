package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skein.app.HttpChunk;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpResponse;
import dev.skein.http.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// After everything that can go wrong has, what was taken has been given back.
class FaultsTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @TempDir private Path folder = Path.of("");

    private static long descriptors() throws IOException {
        try (var all = Files.list(DESCRIPTORS)) {
            return all.count();
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("skein"))
                .filter(name -> !name.contains("watchdog")) // one for the whole process
                .collect(Collectors.toSet());
    }

    private void everythingGoesWrong() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[1_000_000]);
        ServerOptions options =
                Serve.options()
                        .withAccessLog(
                                _ -> {
                                    throw new IllegalStateException("the log fails too");
                                });
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                options,
                                (request, channels) -> {
                                    switch (request.path()) {
                                        case "/fail" -> throw new IllegalStateException("asked");
                                        case "/error" -> throw new StackOverflowError("asked");
                                        case "/nothing" -> {}
                                        case "/cut" ->
                                                channels.reply()
                                                        .send(
                                                                HttpResponse.start(
                                                                        200, Headers.EMPTY));
                                        case "/file" -> {
                                            channels.reply()
                                                    .send(HttpResponse.start(200, Headers.EMPTY));
                                            channels.reply().send(HttpFile.of(file));
                                        }
                                        case "/wait" -> channels.body().receive();
                                        case "/flood" -> {
                                            channels.reply()
                                                    .send(HttpResponse.start(200, Headers.EMPTY));
                                            while (true) {
                                                channels.reply()
                                                        .send(HttpChunk.of(new byte[100_000]));
                                            }
                                        }
                                        default -> Serve.echo(request, channels);
                                    }
                                })) {
            for (int round = 0; round < 5; round++) {
                for (String path :
                        List.of(
                                "/fail",
                                "/error",
                                "/nothing",
                                "/cut",
                                "/file",
                                "/wait",
                                "/flood")) {
                    RawClient client = RawClient.to(server);
                    client.get(path);
                    if (round % 2 == 0 && !Set.of("/wait", "/cut").contains(path)) {
                        client.exactly(20);
                    }
                    client.reset();
                }
                for (String bytes :
                        List.of("", "G", "nonsense\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\n")) {
                    RawClient client = RawClient.to(server);
                    client.send(bytes);
                    client.close();
                }
                try (RawClient client = RawClient.to(server)) {
                    assertThat(client.get("/").read().status()).isEqualTo(200);
                }
            }
            Await.until("all connections are gone", () -> server.connections() == 0);
        }
    }

    @Test
    void descriptorsAndThreadsComeBack() throws Exception {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "counts open files by way of Linux's /proc");
        everythingGoesWrong(); // what the JDK opens once and keeps
        Await.until("no thread is left", () -> threads().isEmpty());
        long before = descriptors();
        for (int i = 0; i < 3; i++) {
            everythingGoesWrong();
        }
        Await.until("no thread is left", () -> threads().isEmpty());
        Await.until("no descriptor is left", () -> descriptors() <= before + 2);
    }

    @Test
    void aThousandIdleConnectionsAreCheapAndAllAnswer() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (Server server = Serve.start(Serve::hello)) {
            long before = 0;
            for (int i = 0; i < 1100; i++) {
                if (i == 100) {
                    before = usedMemory(); // the first have warmed everything up
                }
                RawClient client = RawClient.to(server);
                clients.add(client);
                assertThat(client.get("/").read().status()).isEqualTo(200);
            }
            // The clients' ends, with 64 KiB of buffer each, are in the same process.
            long each = (usedMemory() - before) / 1000 - 64 * 1024;
            assertThat(each).isLessThan(16 * 1024);
            assertThat(server.connections()).isEqualTo(1100);
            for (RawClient client : clients) {
                assertThat(client.get("/again").read().text()).isEqualTo("hello /again");
            }
            for (RawClient client : clients) {
                client.close();
            }
            Await.until("all connections are gone", () -> server.connections() == 0);
        }
    }

    @SuppressWarnings("SystemGc") // to measure what is left after it
    private static long usedMemory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
