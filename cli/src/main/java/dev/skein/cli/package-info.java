/// The `skein` command: serves an application straight from its source, runs a program, fetches a URL.
///
/// **Start at** [dev.skein.cli.Main]. **The walk of `skein run Hello.java --loops 2`:** `CommandLine` reads the arguments into
/// `Settings` with the table in `Options`, which `Help` prints too; `Target` says what to serve; `SourceCompiler` compiles it in
/// memory with the JDK's own javac; `AppClassLoader` loads it; `Candidates` finds the application in it, and `LoadedApp` makes it
/// an [dev.skein.app.App] (a file without one but with a `main` is a `LoadedProgram`: `Loaded` decides); [dev.skein.cli.RunningApp] gives that to a [dev.skein.server.Server]. Meanwhile `Logging` formats
/// log records, and `AccessLogWriter` writes the access log.
///
/// **`skein get URL`** is `GetCommand`, with the table `GetOptions` and its own `GetSettings`; `Timings` and `ProgressBar` draw.
///
/// **Rules.** What the user can put right is a `CommandException`: one line that says what was expected, what came, and what to
/// do, and the exit status. Everything before the first answer counts: no work at start-up that could be left out or done later.
/// Defaults come from the option records, so that help and code cannot disagree.
///
/// **Not here:** serving (`server`), and anything an application could want at run time.
@NullMarked
package dev.skein.cli;

import org.jspecify.annotations.NullMarked;
