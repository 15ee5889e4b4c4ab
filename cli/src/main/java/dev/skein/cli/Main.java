package dev.skein.cli;

import dev.skein.server.StopSignals;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.function.Consumer;

/// The command `skein`. See `skein --help`.
public final class Main {
    private final PrintStream out;
    private final PrintStream err;
    private final Consumer<RunningApp> whenServing;

    Main(PrintStream out, PrintStream err, Consumer<RunningApp> whenServing) {
        this.out = out;
        this.err = err;
        this.whenServing = whenServing;
    }

    /// Runs the command and exits.
    public static void main(String... arguments) {
        System.exit(new Main(System.out, System.err, _ -> {}).run(arguments));
    }

    /// Runs the command and returns the exit status.
    int run(String... arguments) {
        try {
            return arguments.length > 0 && arguments[0].equals("get")
                    ? new GetCommand(out, err)
                            .run(Arrays.copyOfRange(arguments, 1, arguments.length))
                    : run(CommandLine.parse(arguments));
        } catch (CommandException e) {
            err.println("skein: " + e.getMessage());
            if (e.getCause() != null) {
                e.getCause().printStackTrace(err);
            }
            return e.status();
        } catch (InterruptedException _) {
            return Stopping.FORCED;
        }
    }

    private int run(Settings settings) throws CommandException, InterruptedException {
        if (settings.help) {
            out.print(Help.run());
            return 0;
        }
        if (settings.version) {
            out.println("skein " + version());
            return 0;
        }
        if (settings.words.isEmpty() || !settings.words.removeFirst().equals("run")) {
            throw CommandException.usage(
                    "expected a command: skein run TARGET, or skein get URL; 'skein --help' tells more");
        }
        Logging.configure(settings.logLevel, err);
        switch (RunningApp.load(settings)) {
            case LoadedApp app -> serve(app, settings);
            case LoadedProgram program ->
                    program.run(
                            settings.words.subList(1, settings.words.size()),
                            settings.server.loopOptions());
        }
        return 0;
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    private void serve(LoadedApp loaded, Settings settings)
            throws CommandException, InterruptedException {
        FileOutputStream log = settings.accessLog ? new FileOutputStream(FileDescriptor.out) : null;
        Stopping stopping = new Stopping();
        try (StopSignals _ = StopSignals.handledBy(stopping::signalled);
                RunningApp app = RunningApp.start(loaded, settings, log)) {
            stopping.started(app);
            System.getLogger("dev.skein.cli")
                    .log(Level.INFO, "serving " + settings.words.getFirst() + "; CTRL+C stops it");
            whenServing.accept(app);
            app.join();
        }
    }
}
