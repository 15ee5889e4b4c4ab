package dev.skein.cli;

import dev.skein.loop.Tls;
import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import dev.skein.server.StartupException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `skein run` starts, under your own control: for tests of an application in its source form.
///
/// ```java
/// try (RunningApp app = RunningApp.start("Hello.java", "--bind", "127.0.0.1:0")) {
///     connect(app.addresses().getFirst());
/// }
/// ```
public final class RunningApp implements AutoCloseable {
    private final Server server;
    private final @Nullable AccessLogWriter accessLog;

    private RunningApp(Server server, @Nullable AccessLogWriter accessLog) {
        this.server = server;
        this.accessLog = accessLog;
    }

    /// Starts an application as `skein run` does, but leaves signals and logging alone and writes no access log.
    ///
    /// @param arguments what would follow `skein run`
    /// @throws CommandException if it cannot be started
    /// @throws InterruptedException if the caller is interrupted meanwhile
    public static RunningApp start(String... arguments)
            throws CommandException, InterruptedException {
        Settings settings = CommandLine.parse(arguments);
        return switch (load(settings)) {
            case LoadedApp app -> start(app, settings, null);
            case LoadedProgram program ->
                    throw CommandException.usage(
                            "expected an application, but "
                                    + program.type().getName()
                                    + " is a program");
        };
    }

    /// Loads what the first word names.
    static Loaded load(Settings settings) throws CommandException {
        if (settings.words.isEmpty()) {
            throw CommandException.usage("expected a TARGET, got none: skein run Hello.java");
        }
        if (settings.server.debug()) {
            System.setProperty(
                    "skein.debug", "true"); // a web application asks for it when it is made
        }
        return Loaded.load(Target.parse(settings.words.getFirst()), settings.classPath);
    }

    /// @param settings whose one word is the target
    /// @param accessLog where the access log goes, or null for none
    static RunningApp start(LoadedApp app, Settings settings, @Nullable OutputStream accessLog)
            throws CommandException, InterruptedException {
        if (settings.words.size() != 1) {
            throw CommandException.usage(
                    "expected one TARGET, got " + settings.words + ": skein run Hello.java");
        }
        ServerOptions options = settings.serverOptions().withTls(tls(settings));
        AccessLogWriter writer = accessLog == null ? null : new AccessLogWriter(accessLog);
        return new RunningApp(serve(app, options.withAccessLog(writer)), writer);
    }

    private static @Nullable Tls tls(Settings settings) throws CommandException {
        if (settings.certificateFile == null || settings.keyFile == null) {
            return null;
        }
        try {
            return Tls.server(settings.certificateFile, settings.keyFile);
        } catch (IOException e) {
            throw CommandException.startup(String.valueOf(e.getMessage()));
        }
    }

    private static Server serve(LoadedApp app, ServerOptions options)
            throws CommandException, InterruptedException {
        try {
            return Server.start(app, options);
        } catch (IOException e) {
            throw CommandException.startup(e.getMessage() + advice(e));
        } catch (StartupException e) {
            throw CommandException.startup(
                    "the application failed to start up", e.getCause() == null ? e : e.getCause());
        }
    }

    private static String advice(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("already in use")) {
            return "; stop what listens there, or choose another address with --bind";
        }
        if (message.contains("Permission denied")) {
            return "; choose a port above 1023 with --bind, or run with the right to use this one";
        }
        return "; choose an address of this machine with --bind";
    }

    /// Where it listens, with actual ports.
    public List<SocketAddress> addresses() {
        return server.addresses();
    }

    /// Waits until it has stopped.
    void join() throws InterruptedException {
        server.join();
    }

    /// Stops gracefully.
    @Override
    public void close() {
        server.stop();
        closeAccessLog();
    }

    /// Writes what the access log still holds.
    void closeAccessLog() {
        if (accessLog != null) {
            accessLog.close();
        }
    }
}
