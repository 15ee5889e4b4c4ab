package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.Channel;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpResponse;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.http.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bodies that stand in files.
class FilesTest {
    private static final int SIZE = 10 * 1024 * 1024 + 7;

    @TempDir private Path folder = Path.of("");
    private Path file = Path.of("");
    private byte[] content = {};

    @BeforeEach
    void write() throws IOException {
        content = new byte[SIZE];
        new Random(2).nextBytes(content);
        file = folder.resolve("big name.bin");
        Files.write(file, content);
    }

    private static Headers length(long length) {
        return Headers.of("content-length", Long.toString(length));
    }

    private long openHere() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        try (var all = Files.list(descriptors)) {
            return all.filter(each -> leadsToOurFile(each)).count();
        }
    }

    private boolean leadsToOurFile(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
        } catch (IOException _) {
            return false; // closed meanwhile
        }
    }

    private void awaitClosed() throws Exception {
        Await.until("the file is closed", () -> openHere() == 0);
    }

    @Test
    void aWholeFileArrivesUnchanged() throws Exception {
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, length(SIZE)));
                                    channels.reply().send(HttpFile.of(file));
                                });
                RawClient client = RawClient.to(server)) {
            for (int i = 0; i < 3; i++) {
                var response = client.get("/").read();
                assertThat(response.header("transfer-encoding")).isNull();
                assertThat(Arrays.equals(response.content(), content)).isTrue();
            }
            awaitClosed();
        }
    }

    @Test
    void piecesOfFilesAndChunksCanBeMixed() throws Exception {
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    Channel reply = channels.reply();
                                    reply.send(HttpResponse.start(200, length(5 + 100 + 0 + 3)));
                                    reply.send(HttpChunk.text("begin"));
                                    reply.send(new HttpFile(file, 50, 100, true));
                                    reply.send(new HttpFile(file, SIZE, 0, true));
                                    reply.send(HttpFile.of(file, SIZE - 3, HttpFile.TO_THE_END));
                                });
                RawClient client = RawClient.to(server)) {
            byte[] got = client.get("/").read().content();
            assertThat(new String(got, 0, 5, java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("begin");
            assertThat(Arrays.copyOfRange(got, 5, 105))
                    .isEqualTo(Arrays.copyOfRange(content, 50, 150));
            assertThat(Arrays.copyOfRange(got, 105, 108))
                    .isEqualTo(Arrays.copyOfRange(content, SIZE - 3, SIZE));
            awaitClosed();
        }
    }

    @Test
    void withoutALengthAFileGoesOutAsAChunk() throws Exception {
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    channels.reply().send(new HttpFile(file, 0, 1000, true));
                                    channels.reply().send(HttpFile.of(file, 1000, 500));
                                });
                RawClient client = RawClient.to(server)) {
            var response = client.get("/").read();
            assertThat(response.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(response.content()).isEqualTo(Arrays.copyOf(content, 1500));
            var old = client.exchange("GET / HTTP/1.0\r\n\r\n");
            assertThat(old.untilClose()).isTrue();
            assertThat(old.content()).isEqualTo(Arrays.copyOf(content, 1500));
            awaitClosed();
        }
    }

    @Test
    void headSendsNoneOfIt() throws Exception {
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, length(SIZE)));
                                    channels.reply().send(HttpFile.of(file));
                                });
                RawClient client = RawClient.to(server)) {
            for (int i = 0; i < 3; i++) {
                client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.readHead().header("content-length")).isEqualTo("" + SIZE);
            }
            awaitClosed();
        }
    }

    @Test
    void anEmptyFileIsAnEmptyBody() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty"));
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    channels.reply().send(HttpFile.of(empty));
                                });
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().content()).isEmpty();
            assertThat(client.get("/").read().content()).isEmpty();
        }
    }

    @Test
    void aMissingFileIsToldToTheApplicationAndNeverLooksWhole() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    try {
                                        channels.reply()
                                                .send(HttpFile.of(folder.resolve("missing")));
                                    } catch (IOException e) {
                                        thrown.add(e);
                                        throw e;
                                    }
                                });
                RawClient client = RawClient.to(server)) {
            client.get("/");
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
            assertThat(thrown.take()).isInstanceOf(NoSuchFileException.class);
            assertThat(logs.awaitErrors(1)).hasSize(1);
        }
    }

    @Test
    void aFileWithoutAHeadIsAnErrorOfTheApplication() throws Exception {
        try (Logs _ = new Logs();
                Server server =
                        Serve.start((_, channels) -> channels.reply().send(HttpFile.of(file)));
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().status()).isEqualTo(500);
            awaitClosed();
        }
    }

    @Test
    void aStretchThatTheFileDoesNotHaveIsRefused() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    Channel reply = channels.reply();
                                    reply.send(HttpResponse.start(200, Headers.EMPTY));
                                    long[][] wrong = {{SIZE - 1, 2}, {SIZE + 1, -1}, {SIZE + 1, 0}};
                                    for (long[] stretch : wrong) {
                                        try {
                                            reply.send(HttpFile.of(file, stretch[0], stretch[1]));
                                        } catch (IOException e) {
                                            thrown.add(e);
                                        }
                                    }
                                    reply.send(HttpChunk.end());
                                });
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().content()).isEmpty();
            assertThat(thrown)
                    .hasSize(3)
                    .allMatch(e -> String.valueOf(e.getMessage()).contains("big name.bin"));
            awaitClosed();
        }
    }

    @Test
    void aFileThatShrinksMeanwhileAbortsTheConnection() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, length(SIZE)));
                                    called.countDown();
                                    channels.reply().send(HttpFile.of(file));
                                });
                RawClient client = RawClient.withSmallWindow(server)) {
            client.get("/");
            Await.open(called);
            client.exactly(1000);
            Files.write(file, new byte[10]);
            assertThatThrownBy(() -> client.exactly(SIZE)).isInstanceOf(IOException.class);
            awaitClosed();
        }
    }

    @Test
    void aFileThatIsRefusedOrNobodyWaitsForIsClosed() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Server server =
                Serve.start(
                        (request, channels) -> {
                            Channel reply = channels.reply();
                            if (request.path().equals("/over")) {
                                reply.send(HttpResponse.text("over"));
                                try {
                                    reply.send(HttpFile.of(file));
                                } catch (UnsupportedMessageException e) {
                                    thrown.add(e);
                                }
                                return;
                            }
                            reply.send(HttpResponse.start(200, length(SIZE)));
                            gone.countDown();
                            reply.send(HttpFile.of(file));
                        })) {
            try (RawClient client = RawClient.to(server)) {
                assertThat(client.get("/over").read().text()).isEqualTo("over");
                assertThat(thrown.take()).hasMessageContaining("complete");
            }
            RawClient leaving = RawClient.withSmallWindow(server);
            leaving.get("/");
            Await.open(gone);
            leaving.reset();
            awaitClosed();
        }
    }
}
