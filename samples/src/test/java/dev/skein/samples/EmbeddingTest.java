package dev.skein.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.App;
import dev.skein.app.HttpResponse;
import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/// A server inside another program, as the guide shows it.
@SuppressWarnings("AddressSelection") // an address, not a name
class EmbeddingTest {
    @Test
    void aServerRunsInsideAnotherProgram() throws Exception {
        App app = (_, channels) -> channels.reply().send(HttpResponse.text("Hello from inside"));
        var options = ServerOptions.defaults().withBind(new InetSocketAddress("127.0.0.1", 0));
        try (Server server = Server.start(app, options)) {
            assertThat(get(server)).isEqualTo("Hello from inside");
        }
    }

    private static String get(Server server) throws Exception {
        var address = (InetSocketAddress) server.addresses().getFirst();
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/"))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }
}
