package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Expect: 100-continue (RFC 9110 §10.1.1).
class ExpectTest {
    private static RequestBody stream() {
        return RequestBody.of(new ByteArrayInputStream(new byte[] {'b', 'o', 'd', 'y'}), 4);
    }

    @Test
    void theBodyWaitsForConsent() throws Exception {
        List<String> heads = new ArrayList<>();
        List<Integer> early = new ArrayList<>();
        ScriptedServer.Script polite =
                client -> {
                    for (String head = client.head(); !head.isEmpty(); head = client.head()) {
                        heads.add(head);
                        early.add(client.socket().getInputStream().available());
                        client.send("HTTP/1.1 100 Continue\r\n\r\n");
                        client.answer(client.body(4));
                    }
                };
        try (var server = new ScriptedServer(polite);
                var session = Answers.narrow()) {
            for (RequestBody body : List.of(stream(), RequestBody.of("body"))) {
                var response = session.post(server.url("/")).body(body).expectContinue().send();
                assertThat(response.text()).isEqualTo("body");
            }
            assertThat(heads)
                    .hasSize(2)
                    .allSatisfy(head -> assertThat(head).contains("expect: 100-continue\r\n"));
            assertThat(early).containsOnly(0);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aRefusalIsTheResponseAndNoBodyIsSent() throws Exception {
        List<String> rests = new ArrayList<>();
        ScriptedServer.Script refusing =
                client -> {
                    client.head();
                    client.send("HTTP/1.1 417 Expectation Failed\r\ncontent-length: 2\r\n\r\nno");
                    rests.add(new String(client.rest(), StandardCharsets.ISO_8859_1));
                };
        ScriptedServer.Script fine = Answers::fine;
        try (var server = new ScriptedServer(refusing, fine);
                var session = Answers.narrow()) {
            var response = session.post(server.url("/")).body(stream()).expectContinue().send();
            assertThat(response.status()).isEqualTo(417);
            assertThat(response.text()).isEqualTo("no");
            Answers.assertFine(session, server);
            assertThat(server.connections()).isEqualTo(2);
            Answers.until(() -> server.failures().size() + rests.size() == 1);
            assertThat(String.join("", rests)).isEmpty();
        }
    }

    @Test
    void silenceIsConsentAfterASecond() throws Exception {
        ScriptedServer.Script silent =
                client -> {
                    client.head();
                    client.answer(client.body(4));
                };
        try (var server = new ScriptedServer(silent);
                var session = Answers.narrow()) {
            long begin = System.nanoTime();
            var response = session.post(server.url("/")).body("body").expectContinue().send();
            assertThat(response.text()).isEqualTo("body");
            assertThat(System.nanoTime() - begin).isGreaterThan(900_000_000L);
        }
    }

    /// RFC 9110 §10.1.1: "A client MUST NOT generate a 100-continue expectation in a request that does not include content."
    @Test
    void withoutABodyNothingIsExpected() throws Exception {
        List<String> heads = new ArrayList<>();
        ScriptedServer.Script script =
                client -> {
                    for (String head = client.head(); !head.isEmpty(); head = client.head()) {
                        heads.add(head);
                        client.answer("fine");
                    }
                };
        var options =
                Answers.narrowOptions()
                        .withRequest(RequestOptions.defaults().withExpectContinue(true));
        try (var server = new ScriptedServer(script);
                var session = ClientSession.create(options)) {
            assertThat(session.get(server.url("/")).send().text()).isEqualTo("fine");
            assertThat(session.post(server.url("/")).send().text()).isEqualTo("fine");
            assertThat(session.post(server.url("/")).body("").send().text()).isEqualTo("fine");
            assertThat(heads)
                    .hasSize(3)
                    .allSatisfy(head -> assertThat(head).doesNotContain("expect:"));
            assertThat(server.connections()).isEqualTo(1);
        }
    }
}
