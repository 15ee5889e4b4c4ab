import dev.skein.web.Application;
import dev.skein.web.FormLimits;
import dev.skein.web.Request;
import dev.skein.web.Response;
import dev.skein.web.Router;
import dev.skein.web.StaticFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What the measuring scripts ask of the web framework, at its defaults but for the upload.
///
/// Run in the root of the sources, once `bench/bench.py` has made the files:
/// `./skein run bench/apps/WebBench.java`
public final class WebBench {
    private static final Path TARGET = Path.of("bench/target");
    private static final FormLimits LIMITS =
            FormLimits.defaults().withDirectory(TARGET.resolve("tmp"));
    private static final long MOST_BODY = 2 * 1024 * 1024;

    /// Half of them come before those that are asked for, as in the peers.
    private static final int ROUTES = 100;

    private static final Account ACCOUNT =
            new Account(
                    4711,
                    "Ada Lovelace",
                    "ada@example.org",
                    "+44 20 7946 0958",
                    36,
                    1815,
                    true,
                    false,
                    List.of("mathematics", "engines", "poetry", "horses", "music"),
                    new Address("12 St James's Square", "London", "United Kingdom", 21815));

    private WebBench() {}

    public record Address(String street, String city, String country, int zip) {}

    public record Account(
            int id,
            String name,
            String email,
            String phone,
            int age,
            int logins,
            boolean active,
            boolean verified,
            List<String> tags,
            Address address) {}

    static Application app() {
        var app = new Application();
        Router router = app.router();
        router.get("/json", _ -> Response.json(ACCOUNT));
        router.post("/json", request -> Response.text(request.json(Account.class).name()));
        router.post("/form", request -> Response.text(request.form().require("city")));
        router.post("/multipart", WebBench::size).bodyLimit(MOST_BODY);
        router.get("/static/{path...}", StaticFiles.of(TARGET.resolve("static")));
        for (int i = 0; i < ROUTES; i++) {
            if (i == ROUTES / 2) {
                router.get("/", _ -> hello());
                router.get("/users/{id}/posts/{post}", WebBench::post);
            }
            router.get("/r" + i + "/{id}", _ -> hello());
        }
        return app;
    }

    private static Response hello() {
        return Response.text("Hello, world");
    }

    private static Response post(Request request) {
        return Response.text(
                "user " + request.parameter("id") + ", post " + request.parameter("post"));
    }

    private static Response size(Request request) throws IOException {
        return Response.text(String.valueOf(request.form(LIMITS).requireFile("file").size()));
    }
}
