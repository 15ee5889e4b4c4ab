package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What stands around requests.
class MiddlewareTest {
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    private ClientMiddleware noting(String name) {
        return (request, next) -> {
            calls.add(name + " " + request.url().path());
            ClientResponse response = next.send(request);
            calls.add(name + " " + response.status());
            return response;
        };
    }

    private static void redirecting(ScriptedServer.Peer client) throws IOException {
        for (String head = client.head(); !head.isEmpty(); head = client.head()) {
            if (head.contains(" /to ")) {
                client.send("HTTP/1.1 302 Found\r\nlocation: /new\r\ncontent-length: 0\r\n\r\n");
            } else {
                client.answer(head.contains("x-token: secret") ? "token" : "fine");
            }
        }
    }

    @Test
    void theFirstIsTheOutermostAndSeesEveryRedirect() throws Exception {
        var options = Answers.narrowOptions().withMiddlewares(noting("a"), noting("b"));
        try (var server = new ScriptedServer(MiddlewareTest::redirecting);
                var session = ClientSession.create(options)) {
            session.get(server.url("/to")).send().close();
            assertThat(calls)
                    .containsExactly(
                            "a /to", "b /to", "b 302", "a 302", "a /new", "b /new", "b 200",
                            "a 200");
            calls.clear();
            session.get(server.url("/x")).middlewares(noting("own")).send().close();
            session.get(server.url("/x")).middlewares().send().close();
            assertThat(calls).containsExactly("own /x", "own 200");
        }
    }

    @Test
    void itMayChangeTheRequestAndSendAgain() throws Exception {
        ClientMiddleware token =
                (request, next) -> {
                    ClientResponse first = next.send(request);
                    first.close();
                    return next.send(request.withHeader("x-token", "secret"));
                };
        try (var server = new ScriptedServer(MiddlewareTest::redirecting);
                var session = Answers.narrow()) {
            assertThat(session.get(server.url("/")).middlewares(token).send().text())
                    .isEqualTo("token");
        }
    }

    @Test
    void whatItThrowsComesToTheCaller() throws Exception {
        List<Exception> failures =
                List.of(
                        new IOException("broken"),
                        new IllegalStateException("broken"),
                        new InterruptedException("broken"));
        try (var server = new ScriptedServer(MiddlewareTest::redirecting);
                var session = Answers.narrow()) {
            for (Exception failure : failures) {
                ClientMiddleware bad =
                        (_, _) -> {
                            switch (failure) {
                                case IOException e -> throw e;
                                case InterruptedException e -> throw e;
                                default -> throw (RuntimeException) failure;
                            }
                        };
                assertThatThrownBy(() -> session.get(server.url("/")).middlewares(bad).send())
                        .isSameAs(failure);
            }
            Answers.assertFine(session, server);
        }
    }
}
