package dev.skein.server;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.LifespanShutdown;
import dev.skein.app.LifespanStartup;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Task;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Tells the application that the server starts and stops.
final class LifespanCalls {
    private static final System.Logger LOG = Server.LOG;
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration AFTER_CANCEL = Duration.ofSeconds(3);

    private final App app;
    private final ServerOptions.Lifespan mode;
    private final EventLoop loop;
    private boolean started;

    LifespanCalls(App app, ServerOptions.Lifespan mode, EventLoop loop) {
        this.app = app;
        this.mode = mode;
        this.loop = loop;
    }

    /// Calls the application and waits for it, without a time limit: startup may migrate a database.
    ///
    /// @throws StartupException if the application threw
    /// @throws InterruptedException if the caller is interrupted; the call has then been cancelled, and has ended unless it takes
    ///     no notice
    void startup() throws InterruptedException {
        if (mode == ServerOptions.Lifespan.OFF) {
            return;
        }
        LifespanChannels channels = new LifespanChannels();
        Task<@Nullable Void> task = begin(new LifespanStartup(), channels);
        Throwable failure;
        try {
            failure = await(task, () -> false);
        } catch (InterruptedException e) {
            started = cancel(task) == Task.State.SUCCEEDED;
            throw e;
        }
        if (failure == null) {
            started = true;
        } else if (failure == channels.refusal && mode == ServerOptions.Lifespan.AUTO) {
            LOG.log(
                    Level.DEBUG,
                    "the application answers every message as a request: it gets no lifespan messages");
        } else {
            throw new StartupException(failure);
        }
    }

    /// Calls the application if startup succeeded, and waits until it has done, an interruption or `hurry` says to give it up; a
    /// failure is logged.
    void shutdown(BooleanSupplier hurry) {
        if (!started) {
            return;
        }
        started = false;
        try {
            Throwable failure = await(begin(new LifespanShutdown(), new LifespanChannels()), hurry);
            if (failure != null) {
                LOG.log(Level.ERROR, "the application failed to shut down", failure);
            }
        } catch (InterruptedException _) {
            LOG.log(Level.WARNING, "interrupted: the application's shutdown was not waited for");
            Thread.currentThread().interrupt();
        }
    }

    private Task<@Nullable Void> begin(Message message, Channels channels) {
        return loop.createTask(() -> app.handle(message, channels));
    }

    private static @Nullable Throwable await(Task<@Nullable Void> task, BooleanSupplier hurry)
            throws InterruptedException {
        while (true) {
            try {
                task.join(LOOK);
                return null;
            } catch (ExecutionException e) {
                return e.getCause();
            } catch (TimeoutException e) {
                if (hurry.getAsBoolean()) {
                    return e;
                }
            }
        }
    }

    /// Cancels a call and gives it a moment to end; returns what has become of it.
    private static Task.State cancel(Task<@Nullable Void> task) {
        task.cancel();
        try {
            task.join(AFTER_CANCEL);
        } catch (ExecutionException | CancellationException | TimeoutException e) {
            LOG.log(Level.DEBUG, "startup was cancelled", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return task.state();
    }

    /// There is nothing to say to a lifespan message: returning and throwing say it all.
    private static final class LifespanChannels implements Channels {
        private final UnsupportedMessageException refusal =
                new UnsupportedMessageException(
                        "a lifespan message wants no reply: return when done, throw on failure. Tell messages apart with a switch, or run"
                                + " with lifespan off");

        private final Channel reply =
                new Channel() {
                    @Override
                    public String name() {
                        return "lifespan";
                    }

                    @Override
                    public void send(Message message) {
                        throw refusal;
                    }
                };

        @Override
        public Channel reply() {
            return reply;
        }

        @Override
        public Channel body() {
            throw refusal;
        }
    }
}
