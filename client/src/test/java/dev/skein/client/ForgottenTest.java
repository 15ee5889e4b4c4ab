package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/// Responses that are neither read nor closed.
class ForgottenTest {
    @Test
    void theConnectionOfAForgottenResponseIsGivenUp() throws Exception {
        var options = ClientOptions.defaults().withPool(PoolOptions.defaults().withTotal(1));
        try (var server =
                        new ScriptedServer(
                                client -> {
                                    client.head();
                                    client.send(
                                            "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
                                    client.rest();
                                },
                                client -> {
                                    client.head();
                                    client.answer("whole");
                                });
                var session = ClientSession.create(options)) {
            assertThat(session.get(server.url("/first")).send().status()).isEqualTo(200);
            var second = new FutureTask<>(() -> session.get(server.url("/second")).send().text());
            Thread.ofVirtual().start(second);
            while (!second.isDone()) {
                System.gc();
                Thread.onSpinWait();
            }
            assertThat(second.get()).isEqualTo("whole");
        }
    }
}
