package dev.skein.web;

import static dev.skein.web.FormBodies.TYPE;
import static dev.skein.web.FormBodies.field;
import static dev.skein.web.FormBodies.file;
import static dev.skein.web.FormBodies.filesIn;
import static dev.skein.web.FormBodies.form;
import static dev.skein.web.FormBodies.openIn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.DisconnectedException;
import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Uploads through the real server.
class FormServerTest {
    private static final int PATIENCE = 15_000;

    @TempDir private Path root;

    private final Application app =
            new Application(ApplicationOptions.defaults().withBodyLimit(10_000_000));

    private FormLimits limits() {
        return FormLimits.defaults().withDirectory(root);
    }

    private Server start() throws IOException, InterruptedException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return Server.start(app, ServerOptions.defaults().withBind(any).withLoops(1));
    }

    private static Socket connect(Server server) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(PATIENCE);
        socket.connect(server.addresses().getFirst(), PATIENCE);
        return socket;
    }

    private static void send(Socket socket, int length, String body) throws IOException {
        String head =
                "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: "
                        + TYPE
                        + "\r\nContent-Length: "
                        + length
                        + "\r\n\r\n";
        OutputStream out = socket.getOutputStream();
        out.write((head + body).getBytes(US_ASCII));
        out.flush();
    }

    @Test
    void takesALargeFile() throws Exception {
        String content = "0123456789ABCDEF\r\n".repeat(200_000);
        app.router()
                .post(
                        "/",
                        request -> {
                            Form form = request.form(limits());
                            UploadedFile file = form.requireFile("f");
                            boolean same = new String(file.bytes(), US_ASCII).equals(content);
                            return Response.text(
                                    form.require("a") + " " + same + " " + filesIn(root).size());
                        });
        String body = form(field("a", "1"), file("f", "f", content));
        try (Server server = start();
                Socket socket = connect(server)) {
            send(socket, body.length(), body);
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n1 true 1");
        }
        assertThat(filesIn(root)).isEmpty();
    }

    @Test
    void aClientThatGoesAwayLeavesNothing() throws Exception {
        CompletableFuture<List<Path>> during = new CompletableFuture<>();
        CompletableFuture<List<Path>> after = new CompletableFuture<>();
        app.router()
                .post(
                        "/",
                        request -> {
                            request.closeAtEnd(() -> after.complete(filesIn(root)));
                            try {
                                return Response.text(request.form(limits()).toString());
                            } catch (DisconnectedException e) {
                                during.complete(filesIn(root));
                                throw e;
                            }
                        });
        String body =
                form(file("f", "f", "x".repeat(200_000)), file("g", "g", "x".repeat(200_000)));
        try (Server server = start()) {
            try (Socket socket = connect(server)) {
                send(socket, body.length(), body.substring(0, 350_000));
            }
            assertThat(during.get(PATIENCE, TimeUnit.MILLISECONDS)).hasSize(2);
            assertThat(after.get(PATIENCE, TimeUnit.MILLISECONDS)).isEmpty();
            assertThat(openIn(root)).isEmpty();
        }
    }
}
