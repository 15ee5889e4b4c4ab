package dev.skein.testing;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.HttpRequest;
import dev.skein.app.LifespanShutdown;
import dev.skein.app.LifespanStartup;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.client.RequestBody;
import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.Url;
import dev.skein.http.http1.RequestHead;
import dev.skein.http.websocket.ClientHandshake;
import dev.skein.http.websocket.ServerHandshake;
import dev.skein.loop.EventLoop;
import dev.skein.server.StartupException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Requests straight into the application: no socket, no server. Heads are written and parsed all the same, so that what a server
/// refuses is refused here. Thread-safe.
final class MemoryWire implements Wire {
    /// Bodies up to this size come with the head, as they do on a socket.
    private static final int TOGETHER = 16 * 1024;

    private static final long AFTER_INTERRUPT = Duration.ofSeconds(3).toNanos();
    private static final int RANDOM_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Observed app;
    private final TestOptions options;
    private final MemoryRequests requests;
    private final Set<MemoryCall> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private boolean started;

    /// Tells the application that it starts.
    ///
    /// @throws StartupException if it fails
    MemoryWire(Observed app, TestOptions options) throws InterruptedException {
        this.app = app;
        this.options = options;
        this.requests = new MemoryRequests(Url.parse(options.baseUrl()));
        LifespanChannels channels = new LifespanChannels();
        Throwable failure = lifespan(new LifespanStartup(), channels);
        if (failure != null && failure != channels.refusal) {
            throw new StartupException(failure);
        }
        started = failure == null;
    }

    static String unguessable(String kind) {
        return kind + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(random());
    }

    private static byte[] random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    // ---- for the calls

    App app() {
        return app;
    }

    boolean isStopping() {
        return stopping;
    }

    /// How long any one wait may take, in nanoseconds.
    long timeout() {
        return TimeUnit.NANOSECONDS.convert(options.timeout()); // saturates
    }

    Thread start(Runnable body) {
        EventLoop loop = options.loop();
        return loop == null
                ? Thread.ofVirtual().name("skein-test-call").start(body)
                : loop.createTask(body::run).thread();
    }

    void began(MemoryCall call) {
        running.add(call);
    }

    void ended(MemoryCall call) {
        running.remove(call);
    }

    // ---- requests

    @Override
    public Url base() {
        return requests.base();
    }

    @Override
    public Answer send(Ask ask) throws IOException, InterruptedException {
        requireOpen();
        RequestBody body = ask.body();
        long length = body.length();
        boolean together = body.isReplayable() && length >= 0 && length <= TOGETHER;
        byte[] content = together ? bytes(body) : new byte[0];
        MemoryHttpCall call;
        try {
            RequestHead head = requests.head(ask, Headers.EMPTY, length);
            HttpRequest request = requests.request(ask, head, content, !together);
            MemoryResponse response = new MemoryResponse(head, MemoryCall.who(request));
            call = new MemoryHttpCall(this, request, response);
        } catch (RemoteProtocolException e) {
            return refused(ask, e);
        }
        call.start();
        if (!together) {
            call.upload(body);
        }
        return answer(call, ask);
    }

    private MemoryAnswer answer(MemoryCall call, Ask ask) throws IOException, InterruptedException {
        try {
            return new MemoryAnswer(call, ask.method(), options.timeout());
        } catch (IOException | InterruptedException e) {
            call.clientGone();
            throw e;
        }
    }

    private static byte[] bytes(RequestBody body) throws IOException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.writeTo(bytes);
        return bytes.toByteArray();
    }

    /// What the server answers without asking the application.
    private Answer refused(Ask ask, RemoteProtocolException e)
            throws IOException, InterruptedException {
        HttpRequest request = requests.unreadable(ask);
        MemoryResponse response =
                new MemoryResponse(ask.method().equals("HEAD"), MemoryCall.who(request));
        response.mend(e.status(), String.valueOf(e.getMessage()), Headers.EMPTY);
        return answer(new MemoryHttpCall(this, request, response), ask);
    }

    @Override
    public Socket open(Ask ask, List<String> subprotocols)
            throws IOException, InterruptedException {
        requireOpen();
        ClientHandshake offer = ClientHandshake.of(random(), subprotocols, null);
        MemorySocket socket;
        try {
            RequestHead head = requests.head(ask, offer.headers(), 0);
            ServerHandshake handshake = ServerHandshake.of(head);
            HttpRequest request = requests.request(ask, head, new byte[0], false);
            HttpRequest asked = request.withScheme(base().isSecure() ? "wss" : "ws");
            MemoryResponse response = new MemoryResponse(head, MemoryCall.who(request));
            socket = new MemorySocket(this, asked, response, handshake);
        } catch (RemoteProtocolException e) {
            throw new RefusedException(refused(ask, e));
        }
        socket.start();
        MemoryAnswer answer = answer(socket, ask);
        if (answer.status() != 101) {
            throw new RefusedException(answer);
        }
        try {
            return socket.opened(offer.verify(answer.head()));
        } catch (RemoteProtocolException e) {
            throw new IOException("the handshake breaks the protocol: " + e.getMessage(), e);
        }
    }

    private void requireOpen() {
        if (stopping) {
            throw new IllegalStateException("expected an open TestClient, but this one is closed");
        }
    }

    // ---- the end

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        running.forEach(MemoryCall::serverStopping);
        awaitCalls(timeout());
        running.forEach(MemoryCall::interrupt);
        awaitCalls(AFTER_INTERRUPT);
        String left = running.isEmpty() ? null : running.iterator().next().where();
        if (started) {
            started = false;
            lifespan(new LifespanShutdown(), new LifespanChannels());
        }
        if (left != null) {
            throw new AssertionError("a call does not end although it was interrupted: " + left);
        }
    }

    private void awaitCalls(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (MemoryCall call : running) {
            if (!call.awaitEnd(deadline - System.nanoTime())) {
                return;
            }
        }
    }

    /// Calls the application and waits for it; returns what it threw.
    private @Nullable Throwable lifespan(Message message, Channels channels)
            throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        Thread thread =
                start(
                        () -> {
                            try {
                                app.handle(message, channels);
                            } catch (Throwable e) {
                                failure.set(e);
                            } finally {
                                done.countDown();
                            }
                        });
        try {
            done.await();
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        }
        return failure.get();
    }

    /// There is nothing to say to a lifespan message: returning and throwing say it all.
    private static final class LifespanChannels implements Channels, Channel {
        private final UnsupportedMessageException refusal =
                new UnsupportedMessageException(
                        "a lifespan message wants no reply: return when done, throw on failure");

        @Override
        public Channel reply() {
            return this;
        }

        @Override
        public Channel body() {
            throw refusal;
        }

        @Override
        public String name() {
            return "lifespan";
        }

        @Override
        public void send(Message message) {
            throw refusal;
        }
    }
}
