package dev.skein.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.App;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.TlsFacts;
import dev.skein.server.ServerOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TestTlsTest {
    private static final App APP =
            (message, channels) -> {
                if (message instanceof HttpRequest request) {
                    TlsFacts tls = Objects.requireNonNull(request.tls());
                    channels.reply().send(HttpResponse.text(request.scheme() + tls.protocol()));
                }
            };

    @Test
    void theClientTrustsTheServerAndNobodyElse() throws Exception {
        var tls = TestTls.selfSigned("localhost");
        var server = ServerOptions.defaults().withTls(tls.server());
        try (var client =
                TestClient.start(APP, server, TestOptions.defaults().withTls(tls.client()))) {
            assertThat(client.url()).startsWith("https://localhost:");
            client.get("/").send().expectText("httpsTLSv1.3");
        }
        try (var stranger = TestClient.start(APP, server)) {
            assertThatThrownBy(() -> stranger.get("/").send())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("not trusted");
        }
        assertThat(tls.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
    }

    @Test
    void anUnusedPortCanBeUsed() throws Exception {
        int port = Ports.unused();
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.getLocalPort()).isEqualTo(port);
        }
    }
}
