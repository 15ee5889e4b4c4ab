import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/// Vert.x-Web on epoll, handlers on the loop, Jackson.
final class VertxWebPeer extends VerticleBase {
    private final WebCases.Options options;
    private CharSequence date = now();

    private VertxWebPeer(WebCases.Options options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        var options = WebCases.Options.of(arguments);
        var vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(options.loops())
                                .setPreferNativeTransport(true));
        vertx.deployVerticle(
                        () -> new VertxWebPeer(options),
                        new DeploymentOptions().setInstances(options.loops()))
                .await();
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(1000, _ -> date = now());
        return vertx.createHttpServer(
                        new HttpServerOptions().setTcpNoDelay(true).setAcceptBacklog(4096))
                .requestHandler(router())
                .listen(options.port(), "127.0.0.1");
    }

    private static CharSequence now() {
        return HttpHeaders.createOptimized(
                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }

    private Router router() {
        var router = Router.router(vertx);
        var body =
                BodyHandler.create(System.getProperty("java.io.tmpdir"))
                        .setBodyLimit(WebCases.MOST_BODY)
                        .setDeleteUploadedFilesOnEnd(true);
        Handler<RoutingContext> hello = context -> send(context, WebCases.HELLO);
        router.get("/json").handler(context -> withHeaders(context).json(WebCases.ACCOUNT));
        router.post("/json").handler(body).handler(this::name);
        router.post("/form").handler(body).handler(this::city);
        router.post("/multipart").handler(body).handler(this::size);
        router.get("/static/*")
                .handler(StaticHandler.create(FileSystemAccess.ROOT, options.files().toString()));
        for (int i = 0; i < WebCases.ROUTES; i++) {
            if (i == WebCases.ROUTES / 2) {
                router.get("/").handler(hello);
                router.get("/users/:id/posts/:post").handler(this::post);
            }
            router.get("/r" + i + "/:id").handler(hello);
        }
        return router;
    }

    private void post(RoutingContext context) {
        send(context, "user " + context.pathParam("id") + ", post " + context.pathParam("post"));
    }

    private void name(RoutingContext context) {
        send(context, context.body().asPojo(WebCases.Account.class).name());
    }

    private void city(RoutingContext context) {
        send(context, context.request().getFormAttribute("city"));
    }

    private void size(RoutingContext context) {
        send(context, String.valueOf(context.fileUploads().getFirst().size()));
    }

    private void send(RoutingContext context, String text) {
        withHeaders(context)
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, WebCases.TEXT_TYPE)
                .end(text);
    }

    private RoutingContext withHeaders(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.SERVER, "vert.x")
                .putHeader(HttpHeaders.DATE, date);
        return context;
    }
}
