package dev.skein.pebble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.client.ClientResponse;
import dev.skein.client.Requests;
import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import dev.skein.web.Application;
import io.pebbletemplates.pebble.error.PebbleException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatesTest {
    @TempDir private Path directory;

    private Templates templates(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
        return Templates.of(directory);
    }

    @Test
    void whatIsShownIsEscaped() throws Exception {
        Templates templates = templates("a.html", "{{ name }} {{ name | raw }}");
        assertThat(templates.text("a.html", Map.of("name", "<b>"))).isEqualTo("&lt;b&gt; <b>");
    }

    @Test
    void templatesExtendOthersAndLoop() throws Exception {
        Files.writeString(
                directory.resolve("base.html"),
                "<title>{% block title %}none{% endblock %}</title>{% block body %}{% endblock %}");
        Templates templates =
                templates(
                        "list.html",
                        "{% extends \"base.html\" %}{% block title %}List{% endblock %}"
                                + "{% block body %}{% for x in xs %}[{{ x }}]{% endfor %}{% endblock %}");
        assertThat(templates.text("list.html", Map.of("xs", List.of(1, 2))))
                .isEqualTo("<title>List</title>[1][2]");
    }

    @Test
    void aVariableThatIsNotThereIsAnErrorWithItsLine() throws Exception {
        Templates templates = templates("a.html", "\n{{ nobody }}");
        assertThatThrownBy(() -> templates.text("a.html", Map.of()))
                .isInstanceOf(PebbleException.class)
                .hasMessageContaining("nobody")
                .hasMessageContaining("a.html:2");
    }

    @Test
    void aTemplateThatIsNotThereIsNamed() throws Exception {
        Templates templates = templates("a.html", "");
        assertThatThrownBy(() -> templates.text("b.html", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("b.html");
    }

    @Test
    void nothingOutsideTheDirectoryIsRead() throws Exception {
        Files.writeString(directory.resolve("secret.txt"), "secret");
        Path inside = Files.createDirectory(directory.resolve("templates"));
        Templates templates = Templates.of(inside);
        for (String name : List.of("../secret.txt", directory.resolve("secret.txt").toString())) {
            assertThatThrownBy(() -> templates.text(name, Map.of())).as(name).isNotNull();
        }
    }

    @Test
    void aDirectoryMustBeThere() {
        assertThatThrownBy(() -> Templates.of(directory.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none");
    }

    @Test
    void templatesComeFromTheClassPathToo() throws Exception {
        Templates templates =
                Templates.ofClassPath(TemplatesTest.class.getClassLoader(), "templates");
        assertThat(templates.text("hello.html", Map.of("name", "Ada"))).isEqualTo("Hello, Ada");
    }

    @Test
    void aPageKnowsTheRoutes() throws Exception {
        Templates templates = templates("a.html", "{{ url('user', 'id', 7) }} {{ request.path }}");
        Application app = new Application();
        app.router()
                .get("/users/{id:int}", request -> templates.render(request, "a.html", Map.of()))
                .name("user");
        try (Server server = serve(app);
                ClientResponse response = Requests.get(url(server) + "/users/3").send()) {
            assertThat(response.headers().get("content-type"))
                    .isEqualTo("text/html; charset=utf-8");
            assertThat(response.text()).isEqualTo("/users/7 /users/3");
        }
    }

    @Test
    void aPageIsInTheLanguageThatIsLikedBest() throws Exception {
        Templates templates =
                templates("a.html", "{{ 1234.5 | numberformat }}").withLanguages("en", "de");
        Application app = new Application();
        app.router().get("/", request -> templates.render(request, "a.html", Map.of()));
        try (Server server = serve(app);
                ClientResponse german =
                        Requests.get(url(server)).header("accept-language", "en;q=0.5, de").send();
                ClientResponse unknown =
                        Requests.get(url(server)).header("accept-language", "xx-abcdefgh").send()) {
            assertThat(german.text()).isEqualTo("1.234,5");
            assertThat(german.headers().get("vary")).isEqualTo("accept-language");
            assertThat(unknown.text()).isEqualTo("1,234.5");
        }
    }

    @Test
    void aRouteThatIsNotThereIsAnErrorWithItsLine() throws Exception {
        Templates templates = templates("a.html", "\n\n{{ url('nobody') }}");
        assertThatThrownBy(() -> templates.text("a.html", Map.of()))
                .isInstanceOf(PebbleException.class)
                .hasMessageContaining("a.html:3");
    }

    private static Server serve(Application app) throws Exception {
        return Server.start(
                app,
                ServerOptions.defaults()
                        .withBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    private static String url(Server server) {
        return "http://127.0.0.1:" + ((InetSocketAddress) server.addresses().getFirst()).getPort();
    }
}
