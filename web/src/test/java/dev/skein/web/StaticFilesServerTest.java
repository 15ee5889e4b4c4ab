package dev.skein.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files over a real connection.
class StaticFilesServerTest {
    private static final int SIZE = 200_000;

    @TempDir private Path folder = Path.of("");

    private Path write() throws IOException {
        byte[] bytes = new byte[SIZE];
        new Random(5).nextBytes(bytes);
        return DirectoryFixture.write(folder.resolve("a.bin"), bytes, DirectoryFixture.TIME);
    }

    private static byte[] exchange(Application app, String method, String... fields)
            throws Exception {
        ServerOptions options =
                ServerOptions.defaults()
                        .withBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .withLoops(1);
        try (Server server = Server.start(app, options);
                Socket socket = new Socket()) {
            socket.connect(server.addresses().getFirst());
            socket.setSoTimeout(10_000);
            String head =
                    method
                            + " /static/a.bin HTTP/1.1\r\nhost: a\r\nconnection: close\r\n"
                            + String.join("", fields)
                            + "\r\n";
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            return socket.getInputStream().readAllBytes();
        }
    }

    private static int bodyStart(byte[] answer) {
        return new String(answer, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n")
                + 4;
    }

    private static String head(byte[] answer) {
        return new String(answer, 0, bodyStart(answer), US_ASCII);
    }

    private static byte[] body(byte[] answer) {
        return Arrays.copyOfRange(answer, bodyStart(answer), answer.length);
    }

    @Test
    void aFileArrivesUnchanged() throws Exception {
        Path file = write();
        byte[] answer = exchange(DirectoryFixture.serving(StaticFiles.of(folder)), "GET");
        assertThat(head(answer)).startsWith("HTTP/1.1 200").contains("content-length: " + SIZE);
        assertThat(body(answer)).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void headHasTheLengthAndNoBody() throws Exception {
        write();
        byte[] answer = exchange(DirectoryFixture.serving(StaticFiles.of(folder)), "HEAD");
        assertThat(head(answer)).startsWith("HTTP/1.1 200").contains("content-length: " + SIZE);
        assertThat(body(answer)).isEmpty();
    }

    @Test
    void severalPartsHaveTheLengthThatWasSaid() throws Exception {
        write();
        byte[] answer =
                exchange(
                        DirectoryFixture.serving(StaticFiles.of(folder)),
                        "GET",
                        "range: bytes=0-99999,150000-\r\n");
        assertThat(head(answer))
                .startsWith("HTTP/1.1 206")
                .contains("content-length: " + body(answer).length + "\r\n")
                .doesNotContain("transfer-encoding");
        assertThat(body(answer)).hasSizeGreaterThan(150_000);
    }

    /// The head has gone with a length by then: the client must see that the body is not whole.
    @Test
    void aFileThatShrinksMeanwhileBreaksTheConnection() throws Exception {
        Path file = write();
        Application app = DirectoryFixture.serving(StaticFiles.of(folder));
        app.use(
                (request, next) -> {
                    Response response = next.handle(request);
                    Files.write(file, new byte[10], StandardOpenOption.TRUNCATE_EXISTING);
                    return response;
                });
        byte[] answer;
        try {
            answer = exchange(app, "GET");
        } catch (IOException _) {
            answer = "reset\r\n\r\n".getBytes(US_ASCII);
        }
        assertThat(body(answer)).hasSizeLessThan(SIZE);
    }
}
