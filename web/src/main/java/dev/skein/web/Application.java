package dev.skein.web;

import dev.skein.app.App;
import dev.skein.app.Channels;
import dev.skein.app.HttpRequest;
import dev.skein.app.LifespanShutdown;
import dev.skein.app.LifespanStartup;
import dev.skein.app.Message;
import dev.skein.app.WebSocketConnect;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A web application: routes, middlewares, hooks, and what its handlers share.
///
/// ```java
/// var app = new Application();
/// app.router().get("/", request -> Response.text("Hello, world"));
/// Server.run(app);
/// ```
///
/// **Threads.** It is put together by one thread; from its start on it is only read, by many. What handlers share through it must be safe
/// for threads.
public final class Application implements App {
    static final Logger LOG = System.getLogger("dev.skein.web");

    private final ApplicationOptions options;
    private final Router router = new Router();
    private final Lifecycle lifecycle = new Lifecycle(this);
    private final Responder responder = new Responder();
    private final List<Application> mounted = new ArrayList<>();
    private final List<ResponseHook> responseHooks = new ArrayList<>();
    private final Map<AppKey<?>, Object> values = new HashMap<>();
    private @Nullable Application parent;
    private volatile boolean started;

    /// With the default options.
    public Application() {
        this(ApplicationOptions.defaults());
    }

    /// With some options. Those of a mounted application hold for its routes, but [ApplicationOptions#debug] is the outermost one's.
    public Application(ApplicationOptions options) {
        this.options = options;
        router.application = this;
    }

    /// The options.
    public ApplicationOptions options() {
        return options;
    }

    // ---- putting it together
    // -----------------------------------------------------------------------------------------------------

    /// Where routes are added.
    public Router router() {
        return router;
    }

    /// Puts middlewares around all handlers, inside those that are there.
    ///
    /// @return this
    /// @throws IllegalStateException if the application has started
    public Application use(Middleware... middlewares) {
        router.use(middlewares);
        return this;
    }

    /// Mounts another application: what is below the prefix is its business. Its middlewares run inside these; its hooks run with these.
    ///
    /// @param prefix such as `/admin`
    /// @return this
    /// @throws IllegalStateException if either has started, or the other is mounted already
    public Application mount(String prefix, Application other) {
        adopt(other);
        router.mount(prefix, other.router);
        return this;
    }

    /// Mounts another application for a host.
    ///
    /// @param pattern as of [Router#host]
    /// @return this
    /// @throws IllegalStateException if either has started, or the other is mounted already
    public Application host(String pattern, Application other) {
        adopt(other);
        router.host(pattern, other.router);
        return this;
    }

    private void adopt(Application other) {
        requireNotStarted();
        other.requireNotStarted();
        for (Application each = this; each != null; each = each.parent) {
            if (each == other) {
                throw new IllegalStateException(
                        "expected another application, got this one or one around it");
            }
        }
        if (other.parent != null) {
            throw new IllegalStateException(
                    "the application is mounted already: make one for each place");
        }
        other.parent = this;
        mounted.add(other);
    }

    /// Adds something that lives as long as the application: opened in this order at start, before the hooks, closed in reverse at the end.
    ///
    /// @return this
    public Application resource(ApplicationResource resource) {
        requireNotStarted();
        lifecycle.resources.add(resource);
        return this;
    }

    /// Adds something to do before the first request.
    ///
    /// @return this
    public Application onStartup(ApplicationHook hook) {
        requireNotStarted();
        lifecycle.startup.add(hook);
        return this;
    }

    /// Adds something to do after the last request, while everything is still open.
    ///
    /// @return this
    public Application onShutdown(ApplicationHook hook) {
        requireNotStarted();
        lifecycle.shutdown.add(hook);
        return this;
    }

    /// Adds something to do at the very end, after the hooks of [#onShutdown], before resources are closed.
    ///
    /// @return this
    public Application onCleanup(ApplicationHook hook) {
        requireNotStarted();
        lifecycle.cleanup.add(hook);
        return this;
    }

    /// Adds a look at every response just before it is sent: those of the outer application first.
    ///
    /// @return this
    public Application onResponsePrepare(ResponseHook hook) {
        requireNotStarted();
        responseHooks.add(hook);
        return this;
    }

    void requireNotStarted() {
        if (started) {
            throw new IllegalStateException(
                    "the application has started: it cannot be changed any more");
        }
    }

    /// Whether a request would find a handler of its own: not 404, not 405, not an answer to OPTIONS that nobody wrote.
    ///
    /// @param host as in the field, or null
    /// @param rawPath as sent, percent-encoded
    public boolean hasRoute(String method, @Nullable String host, String rawPath) {
        return outermost().router.match(method, host, rawPath).route() != null;
    }

    // ---- what handlers share
    // -----------------------------------------------------------------------------------------------------

    /// Keeps a value for handlers.
    ///
    /// @return this
    /// @throws IllegalStateException if the application has started
    public <T> Application put(AppKey<T> key, T value) {
        requireNotStarted();
        values.put(key, value);
        return this;
    }

    /// A value that was put here, or else in an application around this one.
    ///
    /// @throws IllegalStateException if there is none
    public <T> T get(AppKey<T> key) {
        T value = find(key);
        if (value == null) {
            throw new IllegalStateException(
                    "expected a value under the key "
                            + key
                            + ": put one before the application starts");
        }
        return value;
    }

    /// A value that was put here, or else in an application around this one, or null.
    @SuppressWarnings("unchecked") // put under a key of that type
    public <T> @Nullable T find(AppKey<T> key) {
        for (Application each = this; each != null; each = each.parent) {
            Object value = each.values.get(key);
            if (value != null) {
                return (T) value;
            }
        }
        return null;
    }

    /// The application that this one is mounted in, or null.
    public @Nullable Application parent() {
        return parent;
    }

    /// Whether pages for errors may tell what went wrong inside: as the outermost application's options say.
    public boolean isDebug() {
        return outermost().options.debug();
    }

    private Application outermost() {
        Application outermost = this;
        for (Application each = parent; each != null; each = each.parent) {
            outermost = each;
        }
        return outermost;
    }

    // ---- running
    // --------------------------------------------------------------------------------------------------------------

    @Override
    public void handle(Message message, Channels channels) throws Exception {
        switch (message) {
            case HttpRequest request -> handle(request, channels, null);
            case WebSocketConnect connect ->
                    handle(connect.request(), channels, connect.subprotocols());
            case LifespanStartup _ -> start();
            case LifespanShutdown _ -> stop();
            default -> {} // about a WebSocket that went away before it was accepted
        }
    }

    private void handle(HttpRequest message, Channels channels, @Nullable List<String> offered)
            throws Exception {
        Match match = router.match(message);
        Application app = match.application();
        Application own = app == null ? this : app;
        Route route = match.route();
        long limit =
                route == null || route.bodyLimit() < 0
                        ? own.options.bodyLimit()
                        : route.bodyLimit();
        Request request = new Request(own, message, channels, match, offered, limit);
        try {
            responder.answer(request, match.handler());
        } finally {
            request.end();
        }
    }

    Response prepared(Request request, Response response) throws Exception {
        Response prepared = parent == null ? response : parent.prepared(request, response);
        for (ResponseHook hook : responseHooks) {
            prepared = hook.prepare(request, prepared);
        }
        return prepared;
    }

    private void start() throws Exception {
        router.freeze();
        List<Lifecycle> begun = new ArrayList<>();
        try {
            for (Application each : all()) {
                begun.add(each.lifecycle);
                each.lifecycle.start();
            }
        } catch (Exception e) {
            begun.reversed().forEach(each -> each.close(e));
            throw e;
        }
        all().forEach(each -> each.started = true);
    }

    private void stop() throws Exception {
        List<Application> all = all();
        Failures failures = new Failures();
        all.forEach(each -> each.lifecycle.shutDown(failures));
        all.reversed().forEach(each -> each.lifecycle.cleanUp(failures));
        all.forEach(each -> each.started = false);
        failures.throwIfAny();
    }

    /// This one, then those mounted.
    private List<Application> all() {
        List<Application> all = new ArrayList<>(List.of(this));
        mounted.forEach(each -> all.addAll(each.all()));
        return all;
    }
}
