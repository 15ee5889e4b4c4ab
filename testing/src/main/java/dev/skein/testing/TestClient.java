package dev.skein.testing;

import dev.skein.app.App;
import dev.skein.client.cookie.CookieJar;
import dev.skein.client.cookie.CookieOptions;
import dev.skein.http.Url;
import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import dev.skein.server.Timeouts;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A client for tests of one application, which it starts and shuts down. Two kinds with the same methods and the same answers:
/// [#of(App)] calls the application in memory, in a virtual thread for each request; [#start(App)] runs a real server on a free port of the
/// loopback interface.
///
/// ```java
/// try (var client = TestClient.of(app)) {
///     client.post("/items").json(Map.of("name", "thread")).send().expectStatus(201);
///     assertThat(client.get("/items").send().expectStatus(200).text()).contains("thread");
/// }
/// ```
///
/// It keeps cookies, secure ones too, does not follow redirects unless asked to, and adds no field that a test has not set, but for
/// `host` and those about the body. What is not as it should be is an [AssertionError] that says what came. So is an exception that the
/// application does not handle: see [TestOptions.ServerErrors].
///
/// Safe from any thread; a [TestRequest], [TestStream] or [TestWebSocket] is for one at a time.
public final class TestClient implements AutoCloseable {
    private final Wire wire;
    private final Observed app;
    private final TestOptions options;
    private final CookieJar cookies;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private TestClient(Wire wire, Observed app, TestOptions options) {
        this.wire = wire;
        this.app = app;
        this.options = options;
        String origin = wire.base().origin();
        this.cookies = CookieJar.create(CookieOptions.defaults().withTreatAsSecure(Set.of(origin)));
    }

    // ---- making one

    /// A client in memory, with the default options.
    ///
    /// @throws dev.skein.server.StartupException if the application fails to start up
    /// @throws InterruptedException if the caller is interrupted meanwhile
    public static TestClient of(App app) throws InterruptedException {
        return of(app, TestOptions.defaults());
    }

    /// A client in memory.
    ///
    /// @throws dev.skein.server.StartupException if the application fails to start up
    /// @throws InterruptedException if the caller is interrupted meanwhile
    public static TestClient of(App app, TestOptions options) throws InterruptedException {
        Observed observed = new Observed(app);
        return new TestClient(new MemoryWire(observed, options), observed, options);
    }

    /// A client and a server with the default options, but for two loops and a shorter graceful stop: [TestOptions#timeout()].
    ///
    /// @throws dev.skein.server.StartupException if the application fails to start up
    /// @throws IOException if the server cannot listen
    /// @throws InterruptedException if the caller is interrupted meanwhile
    public static TestClient start(App app) throws IOException, InterruptedException {
        Timeouts timeouts = Timeouts.defaults().withGraceful(TestOptions.defaults().timeout());
        return start(app, ServerOptions.defaults().withLoops(2).withTimeouts(timeouts));
    }

    /// A client and a server.
    ///
    /// @param server its addresses do not matter: it listens on a free port of 127.0.0.1
    /// @throws dev.skein.server.StartupException if the application fails to start up
    /// @throws IOException if the server cannot listen
    /// @throws InterruptedException if the caller is interrupted meanwhile
    public static TestClient start(App app, ServerOptions server)
            throws IOException, InterruptedException {
        return start(app, server, TestOptions.defaults());
    }

    /// A client and a server.
    ///
    /// @param server its addresses do not matter: it listens on a free port of 127.0.0.1
    /// @throws dev.skein.server.StartupException if the application fails to start up
    /// @throws IOException if the server cannot listen
    /// @throws InterruptedException if the caller is interrupted meanwhile
    public static TestClient start(App app, ServerOptions server, TestOptions options)
            throws IOException, InterruptedException {
        Observed observed = new Observed(app);
        return new TestClient(new ServerWire(observed, server, options), observed, options);
    }

    // ---- requests

    /// A request with any method but CONNECT.
    ///
    /// @param target the path, perhaps with a query; a whole URL must begin with [#url()]
    /// @throws IllegalArgumentException if it leads elsewhere
    public TestRequest request(String method, String target) {
        Url url = wire.base().resolve(target);
        if (!url.isSameOrigin(wire.base())) {
            throw new IllegalArgumentException(
                    "expected a path of the application at " + url() + ", got " + target);
        }
        return new TestRequest(this, method.toUpperCase(Locale.ROOT), url);
    }

    /// GET.
    public TestRequest get(String target) {
        return request("GET", target);
    }

    /// HEAD.
    public TestRequest head(String target) {
        return request("HEAD", target);
    }

    /// POST.
    public TestRequest post(String target) {
        return request("POST", target);
    }

    /// PUT.
    public TestRequest put(String target) {
        return request("PUT", target);
    }

    /// PATCH.
    public TestRequest patch(String target) {
        return request("PATCH", target);
    }

    /// DELETE.
    public TestRequest delete(String target) {
        return request("DELETE", target);
    }

    /// OPTIONS.
    public TestRequest options(String target) {
        return request("OPTIONS", target);
    }

    /// Opens a WebSocket; [TestRequest#webSocket] does it with further fields.
    ///
    /// @param subprotocols what to offer
    /// @throws RefusedHandshakeError if the application answers with something else
    /// @throws InterruptedException if the caller is interrupted
    public TestWebSocket webSocket(String target, String... subprotocols)
            throws InterruptedException {
        return get(target).webSocket(subprotocols);
    }

    // ---- questions

    /// The application's URL, with a slash at its end.
    public String url() {
        return wire.base().toString();
    }

    /// The cookies received so far. Cookies put in here are sent from the next request on.
    public CookieJar cookies() {
        return cookies;
    }

    /// Sets a cookie for the whole application.
    public TestClient cookie(String name, String value) {
        cookies.add(wire.base(), name, value);
        return this;
    }

    /// The options it was made with.
    public TestOptions options() {
        return options;
    }

    /// The server.
    ///
    /// @throws IllegalStateException if the client works in memory
    public Server server() {
        return switch (wire) {
            case ServerWire real -> real.server();
            case MemoryWire _ ->
                    throw new IllegalStateException(
                            "expected a client with a server, but this one works in memory: make it with"
                                    + " TestClient.start");
        };
    }

    // ---- the end

    /// Closes streams and WebSockets that are open, waits for calls that run, and has the application shut down. May be called again.
    ///
    /// @throws AssertionError if the application failed in a call that nobody waited for, or fails to shut down
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        closeOpen();
        try {
            wire.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Throwable shutdown = app.takeShutdownFailure();
        if (shutdown != null) {
            throw new AssertionError("the application failed to shut down: " + shutdown, shutdown);
        }
        if (options.serverErrors() == TestOptions.ServerErrors.THROWN) {
            throwUnseen(app.takeFailures());
        }
    }

    private void closeOpen() {
        for (AutoCloseable each : open) {
            switch (each) {
                case TestStream stream -> stream.close();
                case TestWebSocket socket -> socket.goAway();
                default -> {}
            }
        }
    }

    private static void throwUnseen(List<Throwable> failures) {
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.getFirst();
        AssertionError error =
                new AssertionError(
                        "the application failed in a call that nobody waited for: " + first, first);
        failures.stream().skip(1).forEach(error::addSuppressed);
        throw error;
    }

    // ---- for its parts

    Wire wire() {
        return wire;
    }

    void opened(AutoCloseable part) {
        open.add(part);
    }

    void gone(AutoCloseable part) {
        open.remove(part);
    }

    /// What the application has thrown in a call, if whoever waits for it is to be told.
    @Nullable Throwable failure(Ask ask) {
        return options.serverErrors() == TestOptions.ServerErrors.THROWN
                ? app.takeFailure(ask.id())
                : null;
    }

    /// What the application has thrown in a call that was answered with 500.
    @Nullable Throwable failureBehindAnswer(Ask ask) {
        if (options.serverErrors() == TestOptions.ServerErrors.THROWN) {
            app.awaitEnd(ask.id(), options.timeout());
        }
        return failure(ask);
    }

    /// There is no proper answer.
    AssertionError failed(Ask ask, IOException e) {
        Throwable failure = failure(ask);
        if (failure == null) {
            return new AssertionError(ask.what() + ": " + e.getMessage(), e);
        }
        AssertionError error = failed(ask, failure);
        error.addSuppressed(e);
        return error;
    }

    static AssertionError failed(Ask ask, Throwable failure) {
        return new AssertionError(ask.what() + ": the application threw " + failure, failure);
    }

    @Override
    public String toString() {
        return "TestClient[" + url() + (wire instanceof MemoryWire ? " in memory]" : "]");
    }
}
