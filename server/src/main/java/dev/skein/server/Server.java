package dev.skein.server;

import dev.skein.app.App;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Listener;
import dev.skein.loop.LoopGroup;
import dev.skein.loop.Tls;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Serves an application over HTTP.
///
/// ```java
/// Server.run(app);                                    // until SIGINT or SIGTERM
///
/// try (Server server = Server.start(app, options)) {  // or under your own control
///     connect(server.addresses().getFirst());
/// }
/// ```
///
/// Safe from any thread.
public final class Server implements AutoCloseable {
    static final System.Logger LOG = System.getLogger("dev.skein.server");

    /// How long an idle connection stays open while the server stops, for the request that may be on its way.
    static final Duration LAST_CALL = Duration.ofMillis(500);

    private static final Duration AFTER_CANCEL = Duration.ofSeconds(3);

    private final ServerOptions options;
    private final LoopGroup group;
    private final Admission admission;
    private final AccessLog accessLog;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final LifespanCalls lifespan;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile boolean signalledAgain;

    private Server(App app, ServerOptions options) {
        this.options = options;
        this.admission = new Admission(options.limits());
        this.group = LoopGroup.start(options.loops(), options.loopOptions());
        this.accessLog = new AccessLog(options.accessLog());
        this.lifespan = new LifespanCalls(app, options.lifespan(), group.loops().getFirst());
        for (EventLoop loop : group.loops()) {
            workers.add(new Worker(loop, app, options, admission, accessLog));
        }
    }

    // ---- running
    // ----------------------------------------------------------------------------------------------------------------

    /// Serves `app` with the default options until the process gets SIGINT or SIGTERM.
    ///
    /// @throws IOException if an address cannot be bound
    /// @throws StartupException if the application's startup fails
    /// @throws InterruptedException if the caller is interrupted; the server has then stopped
    public static void run(App app) throws IOException, InterruptedException {
        run(app, ServerOptions.defaults());
    }

    /// Serves `app` until the process gets SIGINT or SIGTERM, then stops gracefully; a second signal cuts that short.
    ///
    /// @throws IOException if an address cannot be bound
    /// @throws StartupException if the application's startup fails
    /// @throws InterruptedException if the caller is interrupted; the server has then stopped
    public static void run(App app, ServerOptions options)
            throws IOException, InterruptedException {
        try (Server server = start(app, options);
                StopSignals _ = StopSignals.handledBy(server::signalled)) {
            server.stopped.await();
        }
    }

    /// Starts a server and returns when it accepts connections.
    ///
    /// @throws IOException if an address cannot be bound; the message names it
    /// @throws StartupException if the application's startup fails
    /// @throws InterruptedException if the caller is interrupted meanwhile
    public static Server start(App app, ServerOptions options)
            throws IOException, InterruptedException {
        Server server = new Server(app, options);
        try {
            server.lifespan.startup();
            server.listen();
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.lifespan.shutdown(() -> false);
            server.release();
            throw e;
        }
    }

    private void listen() throws IOException {
        Tls tls = options.tls();
        Tls settings =
                tls == null ? null : tls.withHandshakeTimeout(options.timeouts().handshake());
        for (SocketAddress address : options.bind()) {
            try {
                listeners.add(
                        Listener.open(
                                group,
                                address,
                                options.backlog(),
                                settings,
                                loop -> new Http1Protocol(workerOf(loop))));
            } catch (IOException | RuntimeException e) {
                listeners.forEach(Listener::close);
                throw new IOException(
                        "cannot listen on " + Addresses.format(address) + ": " + e.getMessage(), e);
            }
        }
        for (Listener listener : listeners) {
            LOG.log(Level.INFO, "listening on {0}", Addresses.url(listener.address(), tls != null));
        }
    }

    private Worker workerOf(EventLoop loop) {
        for (Worker worker : workers) {
            if (worker.loop == loop) {
                return worker;
            }
        }
        throw new IllegalStateException("expected a loop of this server, got " + loop);
    }

    // ---- questions
    // --------------------------------------------------------------------------------------------------------------

    /// The addresses it listens on, in the order of the options, with actual ports.
    public List<SocketAddress> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    /// How many connections are open, or gone while their call still runs.
    public int connections() {
        return admission.connections();
    }

    /// How many connections were refused because there were too many.
    public long refusedConnections() {
        return admission.refusedConnections();
    }

    /// How many requests were refused because too many were being served.
    public long refusedCalls() {
        return admission.refusedCalls();
    }

    /// The loops that serve its connections.
    public LoopGroup loops() {
        return group;
    }

    /// Waits until the server has stopped.
    ///
    /// @throws InterruptedException if the caller is interrupted first
    public void join() throws InterruptedException {
        stopped.await();
    }

    // ---- stopping
    // ---------------------------------------------------------------------------------------------------------------

    /// The same as [#stop()].
    @Override
    public void close() {
        stop();
    }

    /// Stops gracefully: accepts no more connections, tells calls that wait for it, answers what has come, cancels what takes longer
    /// than [Timeouts#graceful()], lets the application shut down, and returns. Further calls wait for the first. Interrupting the
    /// caller cuts the waiting for running calls short.
    ///
    /// @throws IllegalStateException if the caller runs on one of the server's loops: start a thread for it
    public void stop() {
        EventLoop here = EventLoop.currentOrNull();
        if (here != null && group.loops().contains(here)) {
            throw new IllegalStateException(
                    "expected a caller outside the server, but came from a step of " + here);
        }
        if (!stopping.compareAndSet(false, true)) {
            awaitStopped();
            return;
        }
        boolean interrupted = false;
        try {
            interrupted = stopConnections();
            if (!signalledAgain) {
                lifespan.shutdown(() -> signalledAgain);
            }
        } finally {
            release();
            stopped.countDown();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitStopped() {
        try {
            stopped.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// True if the caller was interrupted meanwhile.
    private boolean stopConnections() {
        LOG.log(Level.INFO, "stopping: {0} connections are open", admission.connections());
        listeners.forEach(Listener::close);
        boolean interrupted = false;
        try {
            letAcceptedIn();
        } catch (InterruptedException _) {
            interrupted = true;
        }
        onAll(Worker::stop);
        try {
            if (!interrupted && !awaitNoConnections(options.timeouts().graceful())) {
                LOG.log(
                        Level.WARNING,
                        "cancelling what still runs on {0} connections after {1} ms",
                        admission.connections(),
                        options.timeouts().graceful().toMillis());
            }
        } catch (InterruptedException _) {
            interrupted = true;
        }
        interrupted |= cutShort();
        try {
            letLogsOut();
        } catch (InterruptedException _) {
            interrupted = true;
        }
        return interrupted;
    }

    /// Connections that the listeners have accepted may be on their way to their loops: what is queued behind them comes after them.
    private void letAcceptedIn() throws InterruptedException {
        CountDownLatch accepted = new CountDownLatch(1);
        group.loops().getFirst().run(accepted::countDown);
        accepted.await(AFTER_CANCEL.toMillis(), TimeUnit.MILLISECONDS);
        CountDownLatch arrived = new CountDownLatch(workers.size());
        onAll(_ -> arrived.countDown());
        arrived.await(AFTER_CANCEL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// What is to be logged waits for its turn on the loops.
    private void letLogsOut() throws InterruptedException {
        CountDownLatch written = new CountDownLatch(workers.size());
        for (Worker worker : workers) {
            worker.aside(written::countDown);
        }
        written.await(AFTER_CANCEL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Ends what still runs; true if the caller was interrupted meanwhile.
    private boolean cutShort() {
        boolean interrupted = false;
        try {
            onAll(Worker::cancelCalls);
            awaitNoConnections(AFTER_CANCEL);
        } catch (InterruptedException _) {
            interrupted = true;
        }
        try {
            onAll(Worker::abortAll);
            awaitNoConnections(AFTER_CANCEL);
        } catch (InterruptedException _) {
            interrupted = true;
        }
        return interrupted;
    }

    private void signalled() {
        if (stopping.get()) {
            LOG.log(Level.WARNING, "second signal: stopping at once");
            signalledAgain = true;
            admission.stopWaiting();
            return;
        }
        Thread.ofPlatform().name("skein-stop").start(this::stop);
    }

    private void onAll(Consumer<Worker> deed) {
        for (Worker worker : workers) {
            worker.loop.run(() -> deed.accept(worker));
        }
    }

    /// Waits until all connections are gone, and all calls with them; false when `limit` is over.
    private boolean awaitNoConnections(Duration limit) throws InterruptedException {
        return signalledAgain || admission.awaitNone(limit) || signalledAgain;
    }

    private void release() {
        group.close();
        workers.forEach(Worker::close);
        accessLog.close();
    }

    @Override
    public String toString() {
        return "Server" + addresses();
    }
}
