package dev.skein.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.skein.app.HttpChunk;
import dev.skein.app.HttpResponse;
import dev.skein.http.Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that others have written: the JDK's and curl.
class OtherClientsTest {
    @TempDir private Path folder = Path.of("");

    private static String url(Server server, String path) {
        InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
        return "http://127.0.0.1:" + address.getPort() + path;
    }

    @Test
    void theJdksClientGetsAndPosts() throws Exception {
        try (Server server = Serve.start(Serve::echo);
                HttpClient client = HttpClient.newHttpClient()) {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                var publisher = HttpRequest.BodyPublishers.ofByteArray(new byte[i * 1000]);
                boolean known = i % 2 == 0;
                HttpRequest request =
                        HttpRequest.newBuilder(URI.create(url(server, "/" + i)))
                                .POST(
                                        known
                                                ? publisher
                                                : HttpRequest.BodyPublishers.fromPublisher(
                                                        publisher))
                                .expectContinue(i % 5 == 0)
                                .build();
                answers.add(
                        client.sendAsync(
                                        request, java.net.http.HttpResponse.BodyHandlers.ofString())
                                .thenApply(java.net.http.HttpResponse::body));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(answers.get(i).get(15, TimeUnit.SECONDS))
                        .isEqualTo("POST /" + i + " " + i * 1000);
            }
        }
    }

    @Test
    void theJdksClientReadsStreams() throws Exception {
        try (Server server = Serve.start(OtherClientsTest::stream);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url(server, "/"))).build();
            var lines =
                    client.send(request, java.net.http.HttpResponse.BodyHandlers.ofLines())
                            .body()
                            .toList();
            assertThat(lines).hasSize(1000).startsWith("line 0").endsWith("line 999");
        }
    }

    private static void stream(Object request, dev.skein.app.Channels channels) throws Exception {
        channels.reply().send(HttpResponse.start(200, Headers.of("content-type", "text/plain")));
        for (int i = 0; i < 1000; i++) {
            channels.reply().send(HttpChunk.text("line " + i + "\n"));
        }
        channels.reply().send(HttpChunk.end());
    }

    @Test
    void curlGetsStreamsAndReusesTheConnection() throws Exception {
        try (Server server = Serve.start(OtherClientsTest::stream)) {
            String out =
                    curl("--fail", url(server, "/1"), url(server, "/2"), "-w", "%{num_connects}\n");
            assertThat(out).contains("line 999\n1\n").contains("line 999\n0\n");
        }
    }

    @Test
    void curlUploadsWithExpectContinue() throws Exception {
        Path file = Files.write(folder.resolve("upload"), new byte[2_000_000]);
        try (Server server = Serve.start(Serve::echo)) {
            assertThat(curl("--fail", "-T", file.toString(), url(server, "/up")))
                    .isEqualTo("PUT /up 2000000");
            assertThat(
                            curl(
                                    "--fail",
                                    "-H",
                                    "Transfer-Encoding: chunked",
                                    "-T",
                                    file.toString(),
                                    url(server, "/up")))
                    .isEqualTo("PUT /up 2000000");
            assertThat(
                            curl(
                                    "--fail",
                                    "-H",
                                    "Expect: 100-continue",
                                    "--data-binary",
                                    "@" + file,
                                    url(server, "/up")))
                    .isEqualTo("POST /up 2000000");
        }
    }

    @Test
    void curlSpeaksHttp10AndHead() throws Exception {
        try (Server server = Serve.start(Serve::hello)) {
            assertThat(curl("-0", url(server, "/x"))).isEqualTo("hello /x");
            assertThat(curl("-I", url(server, "/x"))).contains("content-length: 8");
        }
    }

    private static String curl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "15"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            abort("curl is not installed: " + e.getMessage());
            throw e;
        }
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }
}
