package dev.skein.samples;

import static dev.skein.samples.SamplesTest.port;
import static dev.skein.samples.SamplesTest.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cli.RunningApp;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One test for each folder of samples with a web application, asked by the JDK's client. What their pages do is in [WebInBrowserTest].
class WebSamplesTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final CookieManager cookies = new CookieManager();
    private final HttpClient client =
            HttpClient.newBuilder()
                    .cookieHandler(cookies)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();

    @Test
    void webHello() throws Exception {
        try (RunningApp app = start("web-hello/WebHello.java")) {
            assertThat(get(app, "/").body()).isEqualTo("Hello, world");
            assertThat(get(app, "/hello/Ad%C3%A8le").body()).isEqualTo("Hello, Adèle");
            assertThat(get(app, "/nothing").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void webAnswers() throws Exception {
        try (RunningApp app = start("web-answers/WebAnswers.java");
                SocketClient socket =
                        new SocketClient(URI.create("ws://127.0.0.1:" + port(app) + "/"))) {
            socket.send("Grüße");
            assertThat(socket.receive()).isEqualTo("Grüße/answer");
            socket.send("close");
            assertThat(socket.receive()).isEqualTo(new SocketClient.Closed(1000, ""));
            assertThat(get(app, "/").statusCode()).isEqualTo(426);
        }
    }

    @Test
    void webSession() throws Exception {
        try (RunningApp app = start("web-session/WebSession.java")) {
            assertThat(get(app, "/").body()).contains("Log in");
            assertThat(cookies.getCookieStore().getCookies()).isEmpty();
            String name = "name=%3Cb%3EAda%3C%2Fb%3E";
            assertThat(post(app, "/login", "application/x-www-form-urlencoded", name).body())
                    .contains("Hello, &lt;b&gt;Ada&lt;/b&gt;, for the 1. time");
            assertThat(get(app, "/").body()).contains("for the 2. time");
            HttpCookie cookie = cookies.getCookieStore().getCookies().getFirst();
            assertThat(cookie.isHttpOnly()).isTrue();
            assertThat(cookie.getValue()).doesNotContain("Ada");
            assertThat(post(app, "/logout", "application/x-www-form-urlencoded", "").body())
                    .contains("Log in");
        }
    }

    @Test
    void webLifecycle(@TempDir Path directory) throws Exception {
        Path book = directory.resolve("guests.txt");
        System.setProperty("book", book.toString());
        try (RunningApp app = start("web-lifecycle/WebLifecycle.java")) {
            assertThat(get(app, "/?name=Ada").body()).isEqualTo("Ada");
            assertThat(get(app, "/").body()).isEqualTo("Ada\nsomebody");
        } finally {
            System.clearProperty("book");
        }
        assertThat(book).hasContent("Ada\nsomebody");
    }

    @Test
    void jsonApi() throws Exception {
        try (RunningApp app = start("json-api/JsonApi.java")) {
            HttpResponse<String> created =
                    post(
                            app,
                            "/tasks",
                            "application/json",
                            "{\"title\": \"write\", \"priority\": 2}");
            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(created.headers().firstValue("location")).hasValue("/tasks/1");
            assertThat(JSON.readTree(get(app, "/tasks/1").body()).get("title").stringValue())
                    .isEqualTo("write");
            post(app, "/tasks/1/done", "text/plain", "");
            assertThat(JSON.readTree(get(app, "/tasks").body()).get(0).get("done").booleanValue())
                    .isTrue();
            assertThat(get(app, "/tasks?priority=3").body()).isEqualTo("[]");
            assertThat(get(app, "/tasks?priority=high").statusCode()).isEqualTo(400);
            assertThat(get(app, "/tasks/2").statusCode()).isEqualTo(404);
            assertThat(
                            send(app, "PUT", "/tasks/1", "{\"title\": \"read\", \"priority\": 5}")
                                    .body())
                    .contains("\"title\":\"read\"", "\"done\":true");
            refusesWhatDoesNotFit(app);
            assertThat(send(app, "DELETE", "/tasks/1", "").statusCode()).isEqualTo(204);
            assertThat(get(app, "/tasks/1").statusCode()).isEqualTo(404);
        }
    }

    private void refusesWhatDoesNotFit(RunningApp app) throws Exception {
        HttpResponse<String> refused =
                post(app, "/tasks", "application/json", "{\"title\": \" \", \"priority\": 9}");
        assertThat(refused.statusCode()).isEqualTo(422);
        Iterator<JsonNode> errors = JSON.readTree(refused.body()).get("errors").iterator();
        assertThat(errors.next().get("field").stringValue()).isEqualTo("title");
        assertThat(errors.next().get("field").stringValue()).isEqualTo("priority");
        HttpResponse<String> mistyped =
                post(
                        app,
                        "/tasks",
                        "application/json",
                        "{\"title\": \"x\", \"priority\": \"high\"}");
        assertThat(mistyped.statusCode()).isEqualTo(422);
        assertThat(mistyped.body()).contains("\"field\":\"priority\"");
        assertThat(post(app, "/tasks", "application/json", "{\"title\"").statusCode())
                .isEqualTo(400);
        assertThat(post(app, "/tasks", "text/plain", "{}").statusCode()).isEqualTo(415);
    }

    @Test
    void uploadPage() throws Exception {
        try (RunningApp app = start("upload-page/UploadPage.java")) {
            String body =
                    """
                    --b\r
                    content-disposition: form-data; name="file"; filename="../notes.txt"\r
                    \r
                    %s\r
                    --b--\r
                    """
                            .formatted("x".repeat(3_000_000));
            HttpResponse<String> answer =
                    post(app, "/files", "multipart/form-data; boundary=b", body);
            assertThat(JSON.readTree(answer.body()).get("size").longValue()).isEqualTo(3_000_000);
            assertThat(JSON.readTree(answer.body()).get("name").stringValue())
                    .isEqualTo("notes.txt");
        }
    }

    @Test
    void events() throws Exception {
        try (RunningApp app = start("events/Events.java")) {
            URI uri = URI.create("http://127.0.0.1:" + port(app) + "/ticks");
            HttpRequest request = HttpRequest.newBuilder(uri).header("last-event-id", "41").build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofLines());
            assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
            assertThat(response.body().limit(3)).contains("id: 42");
        }
    }

    @Test
    void staticSite() throws Exception {
        System.setProperty("site", Path.of("static-site/public").toAbsolutePath().toString());
        try (RunningApp app = start("static-site/StaticSite.java")) {
            HttpResponse<String> page = get(app, "/");
            assertThat(page.body()).contains("Served from a directory.");
            assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
            assertThat(get(app, "/style.css").headers().firstValue("content-type").orElse(""))
                    .startsWith("text/css");
            assertThat(get(app, "/../StaticSite.java").statusCode()).isEqualTo(404);
            assertThat(get(app, "/%2e%2e/StaticSite.java").statusCode()).isEqualTo(404);
        } finally {
            System.clearProperty("site");
        }
    }

    @Test
    void webChat() throws Exception {
        try (RunningApp app = start("web-chat/WebChat.java");
                SocketClient first = new SocketClient(chat(app));
                SocketClient second = new SocketClient(chat(app))) {
            first.send("hello");
            assertThat(first.receive()).isEqualTo("hello");
            assertThat(second.receive()).isEqualTo("hello");
        }
    }

    private static URI chat(RunningApp app) {
        return URI.create("ws://127.0.0.1:" + port(app) + "/chat");
    }

    private HttpResponse<String> get(RunningApp app, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port(app) + path);
        return client.send(
                HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(RunningApp app, String path, String type, String body)
            throws Exception {
        return send(app, "POST", path, type, body);
    }

    private HttpResponse<String> send(RunningApp app, String method, String path, String json)
            throws Exception {
        return send(app, method, path, "application/json", json);
    }

    private HttpResponse<String> send(
            RunningApp app, String method, String path, String type, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port(app) + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("content-type", type)
                        .header("accept", "application/json, text/html;q=0.9")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
