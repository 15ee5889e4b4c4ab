package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.HttpRequest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of request targets.
class TargetTest {
    @ParameterizedTest
    @CsvSource(
            value = {
                "GET|/|/|/||a",
                "GET|/a%2Fb?c%20d|/a/b|/a%2Fb|c%20d|a",
                "GET|//x/../y|//x/../y|//x/../y||a",
                "GET|http://other:81/p?q|/p|/p|q|other:81",
                "GET|HTTPS://other|/|/||other",
                "OPTIONS|*|*|*||a",
                "OPTIONS|http://other|*|*||other",
                "GET|/%F0%9F%A7%B6|/\uD83E\uDDF6|/%F0%9F%A7%B6||a",
                "GET|/a+b??c|/a+b|/a+b|?c|a"
            },
            delimiter = '|')
    void targetsAreTakenApart(
            String method, String target, String path, String rawPath, String query, String host)
            throws Exception {
        BlockingQueue<HttpRequest> seen = new LinkedBlockingQueue<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    seen.add(request);
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            client.send(method + " " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            HttpRequest request = seen.take();
            assertThat(request.path()).isEqualTo(path);
            assertThat(request.rawPath()).isEqualTo(rawPath);
            assertThat(request.queryString()).isEqualTo(query == null ? "" : query);
            assertThat(request.headers().getAll("host")).containsExactly(host);
            assertThat(request.scheme()).isEqualTo("http");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%4", "/%zz", "/%00", "/%ff", "/%C3", "/%C0%80", "/%ED%A0%80"})
    void pathsThatCannotBeDecodedAreBad(String target) throws Exception {
        try (Logs logs = new Logs();
                Server server = Serve.start(Serve::hello);
                RawClient client = RawClient.to(server)) {
            var response = client.get(target).read();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).startsWith("path: ");
            assertThat(client.readToEof()).isEmpty();
            assertThat(logs.await(1, "bad request")).hasSize(1);
        }
    }

    @Test
    void aQueryIsNotDecoded() throws Exception {
        try (Server server = Serve.start(Serve::hello);
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/x?%zz%00").read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE /", "CONNECT a:1"})
    void methodsThatTheServerCannotServeAreNotImplemented(String start) throws Exception {
        try (Logs _ = new Logs();
                Server server = Serve.start(Serve::hello);
                RawClient client = RawClient.to(server)) {
            client.send(start + " HTTP/1.1\r\nHost: a:1\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(501);
            assertThat(client.readToEof()).isEmpty();
        }
    }
}
