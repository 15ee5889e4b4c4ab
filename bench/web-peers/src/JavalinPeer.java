import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.staticfiles.Location;

/// Javalin on Jetty, handlers on virtual threads, Jackson.
final class JavalinPeer {
    private JavalinPeer() {}

    public static void main(String[] arguments) {
        var options = WebCases.Options.of(arguments);
        Javalin.create(config -> configure(config, options)).start("127.0.0.1", options.port());
    }

    private static void configure(JavalinConfig config, WebCases.Options options) {
        config.concurrency.useVirtualThreads = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.staticFiles.add(
                files -> {
                    files.hostedPath = "/static";
                    files.directory = options.files().toString();
                    files.location = Location.EXTERNAL;
                });
        route(config.routes);
    }

    private static void route(RoutesConfig routes) {
        Handler hello = context -> context.result(WebCases.HELLO);
        routes.get("/json", context -> context.json(WebCases.ACCOUNT));
        routes.post("/json", JavalinPeer::name);
        routes.post("/form", context -> context.result(context.formParam("city")));
        routes.post("/multipart", JavalinPeer::size);
        for (int i = 0; i < WebCases.ROUTES; i++) {
            if (i == WebCases.ROUTES / 2) {
                routes.get("/", hello);
                routes.get("/users/{id}/posts/{post}", JavalinPeer::post);
            }
            routes.get("/r" + i + "/{id}", hello);
        }
    }

    private static void post(Context context) {
        context.result("user " + context.pathParam("id") + ", post " + context.pathParam("post"));
    }

    private static void name(Context context) {
        context.result(context.bodyAsClass(WebCases.Account.class).name());
    }

    private static void size(Context context) {
        context.result(String.valueOf(context.uploadedFile("file").size()));
    }
}
