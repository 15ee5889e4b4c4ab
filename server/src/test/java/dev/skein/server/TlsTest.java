package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.HttpFile;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.http.Headers;
import dev.skein.loop.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTP over TLS.
class TlsTest {
    @TempDir private static Path folder = Path.of("");
    private static @Nullable Certificates made;

    @BeforeAll
    static void make() throws Exception {
        made = new Certificates(folder);
    }

    private static Certificates certificates() {
        Certificates present = made;
        assert present != null : "made before all tests";
        return present;
    }

    private static ServerOptions options() {
        return Serve.options().withTls(certificates().tls());
    }

    private static RawClient client(Server server) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
        SSLSocket socket =
                (SSLSocket)
                        certificates()
                                .context()
                                .getSocketFactory()
                                .createSocket(address.getAddress(), address.getPort());
        socket.startHandshake();
        return RawClient.over(socket);
    }

    @Test
    void theApplicationSeesTheFacts() throws Exception {
        BlockingQueue<HttpRequest> seen = new LinkedBlockingQueue<>();
        try (Server server =
                        Serve.start(
                                options(),
                                (request, channels) -> {
                                    seen.add(request);
                                    Serve.hello(request, channels);
                                });
                RawClient client = client(server)) {
            assertThat(client.get("/x").read().text()).isEqualTo("hello /x");
            HttpRequest request = seen.take();
            assertThat(request.scheme()).isEqualTo("https");
            var tls = request.tls();
            assertThat(tls).isNotNull();
            assert tls != null : "asserted";
            assertThat(tls.protocol()).isEqualTo("TLSv1.3");
            assertThat(tls.cipherSuite()).startsWith("TLS_");
            assertThat(tls.clientCertificates()).isEmpty();
            assertThat(client.get("/again").read().text()).isEqualTo("hello /again");
        }
    }

    @Test
    void theClientsCertificateIsAFactToo() throws Exception {
        BlockingQueue<HttpRequest> seen = new LinkedBlockingQueue<>();
        ServerOptions options =
                options().withTls(certificates().tls().withClientAuth(Tls.ClientAuth.REQUIRED));
        try (Server server =
                        Serve.start(
                                options,
                                (request, channels) -> {
                                    seen.add(request);
                                    Serve.hello(request, channels);
                                });
                RawClient client = client(server)) {
            assertThat(client.get("/x").read().status()).isEqualTo(200);
            var tls = seen.take().tls();
            assert tls != null : "over TLS";
            assertThat(tls.clientCertificates()).hasSize(1);
        }
    }

    @Test
    void bigBodiesGoBothWays() throws Exception {
        byte[] content = new byte[5_000_000];
        new Random(3).nextBytes(content);
        Path file = Files.write(folder.resolve("big"), content);
        try (Server server =
                        Serve.start(
                                options(),
                                (request, channels) -> {
                                    byte[] body = request.readBody(channels, content.length);
                                    if (body.length > 0) {
                                        channels.reply()
                                                .send(HttpResponse.of(200, Headers.EMPTY, body));
                                        return;
                                    }
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    channels.reply().send(HttpFile.of(file));
                                });
                RawClient client = client(server)) {
            String head = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + content.length;
            client.send(head + "\r\n\r\n").send(content);
            assertThat(Arrays.equals(client.read().content(), content)).isTrue();
            assertThat(Arrays.equals(client.get("/").read().content(), content)).isTrue();
        }
    }

    @Test
    void connectionCloseEndsWithAProperGoodbye() throws Exception {
        try (Server server = Serve.start(options(), Serve::hello);
                RawClient client = client(server)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.read().text()).isEqualTo("hello /");
            assertThat(client.readToEof()).isEmpty(); // the JDK throws without a close_notify
        }
    }

    @Test
    void anErrorIsReadThoughTheClientIsStillSending() throws Exception {
        var limits = Limits.defaults();
        ServerOptions options =
                options().withLimits(limits.withHttp1(limits.http1().withBodyBytes(1000)));
        try (Logs _ = new Logs();
                Server server = Serve.start(options, Serve::echo);
                RawClient client = client(server)) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
            client.send(new byte[1_000_000]);
            assertThat(client.read().status()).isEqualTo(413);
        }
    }

    @Test
    void aHandshakeThatDoesNotComeIsCutOff() throws Exception {
        ServerOptions options =
                options().withTimeouts(Timeouts.defaults().withHandshake(Duration.ofMillis(200)));
        try (Server server = Serve.start(options, Serve::hello);
                RawClient silent = RawClient.to(server);
                RawClient plain = RawClient.to(server)) {
            plain.get("/");
            plain.readToAnyEnd();
            silent.readToAnyEnd();
            try (RawClient client = client(server)) {
                assertThat(client.get("/").read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void abortedResponsesAreNotEndedProperly() throws Exception {
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                options(),
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    throw new IllegalStateException("too late");
                                });
                RawClient client = client(server)) {
            client.get("/");
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void stopLetsRunningCallsFinish() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Server server =
                        Serve.start(
                                options(),
                                (request, channels) -> {
                                    called.countDown();
                                    Await.open(go);
                                    Serve.hello(request, channels);
                                });
                RawClient client = client(server)) {
            client.get("/");
            Await.open(called);
            Thread stopping = Thread.ofPlatform().start(server::stop);
            go.countDown();
            assertThat(client.read().text()).isEqualTo("hello /");
            assertThat(client.readToEof()).isEmpty();
            stopping.join();
        }
    }
}
