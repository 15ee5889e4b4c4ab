import com.fasterxml.jackson.databind.ObjectMapper;
import io.jooby.Context;
import io.jooby.ExecutionMode;
import io.jooby.Jooby;
import io.jooby.MediaType;
import io.jooby.Route;
import io.jooby.ServerOptions;
import io.jooby.netty.NettyServer;
import java.lang.reflect.Type;

/// Jooby on Netty with epoll, handlers on the loop, Jackson.
final class JoobyPeer {
    private static final ObjectMapper mapper = new ObjectMapper();

    private JoobyPeer() {}

    public static void main(String[] arguments) {
        var options = WebCases.Options.of(arguments);
        var server =
                new ServerOptions()
                        .setPort(options.port())
                        .setIoThreads(options.loops())
                        .setMaxRequestSize(WebCases.MOST_BODY);
        server.setHost("127.0.0.1");
        Jooby.runApp(
                new String[0],
                new NettyServer().setOptions(server),
                ExecutionMode.EVENT_LOOP,
                app -> route(app, options));
    }

    private static void route(Jooby app, WebCases.Options options) {
        Route.Handler hello = _ -> WebCases.HELLO;
        app.encoder(
                MediaType.json,
                (context, value) -> {
                    context.setDefaultResponseType(MediaType.json);
                    return context.getBufferFactory().wrap(mapper.writeValueAsBytes(value));
                });
        app.decoder(MediaType.json, JoobyPeer::decode);
        app.get("/json", _ -> WebCases.ACCOUNT);
        app.post("/json", context -> context.body(WebCases.Account.class).name());
        app.post("/form", context -> context.form("city").value());
        app.post("/multipart", context -> String.valueOf(context.file("file").getFileSize()));
        app.assets("/static/*", options.files());
        for (int i = 0; i < WebCases.ROUTES; i++) {
            if (i == WebCases.ROUTES / 2) {
                app.get("/", hello);
                app.get("/users/{id}/posts/{post}", JoobyPeer::post);
            }
            app.get("/r" + i + "/{id}", hello);
        }
    }

    private static Object decode(Context context, Type type) throws Exception {
        return mapper.readValue(context.body().bytes(), mapper.constructType(type));
    }

    private static String post(Context context) {
        return "user " + context.path("id").value() + ", post " + context.path("post").value();
    }
}
