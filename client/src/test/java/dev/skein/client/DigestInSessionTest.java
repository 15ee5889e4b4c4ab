package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Digest authentication as a middleware.
class DigestInSessionTest {
    private final List<String> heads = new ArrayList<>();

    /// Challenges whoever has no answer.
    private void guard(ScriptedServer.Peer client) throws Exception {
        for (String head = client.head(); !head.isEmpty(); head = client.head()) {
            heads.add(head);
            if (head.contains("username=\"user\"")) {
                client.answer("welcome");
            } else {
                client.send(
                        "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Digest realm=\"r\", nonce=\"n1\","
                                + " qop=\"auth\", algorithm=SHA-256\r\ncontent-length: 2\r\n\r\nno");
            }
        }
    }

    @Test
    void aChallengeIsAnsweredOnceAndThenInAdvance() throws Exception {
        var options = ClientOptions.defaults().withMiddlewares(DigestAuth.of("user", "password"));
        try (var server = new ScriptedServer(this::guard);
                var session = ClientSession.create(options)) {
            assertThat(session.get(server.url("/a")).send().text()).isEqualTo("welcome");
            assertThat(session.get(server.url("/b")).send().text()).isEqualTo("welcome");
            assertThat(heads).hasSize(3);
            assertThat(heads.get(1)).contains("uri=\"/a\"").contains("nc=00000001");
            assertThat(heads.get(2)).contains("uri=\"/b\"").contains("nc=00000002");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aRefusedPasswordIsNotSentAgainAndAgain() throws Exception {
        try (var server = new ScriptedServer(this::guard);
                var session = ClientSession.create()) {
            var response =
                    session.get(server.url("/"))
                            .middlewares(DigestAuth.of("somebody", "else"))
                            .send();
            assertThat(response.status()).isEqualTo(401);
            assertThat(heads).hasSize(2);
        }
    }
}
