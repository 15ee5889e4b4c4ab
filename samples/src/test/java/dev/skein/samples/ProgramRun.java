package dev.skein.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A program that has run to its end.
///
/// @param status what it exited with; 0 is success
/// @param output what it printed, errors included
record ProgramRun(int status, String output) {
    /// Runs it in `directory`, which also holds its output for the while.
    ///
    /// @throws IOException if it cannot be started, or takes longer than `limit`: it is killed then
    static ProgramRun of(Path directory, Duration limit, String... words)
            throws IOException, InterruptedException {
        Path printed = Files.createTempFile(directory, "output", ".txt");
        Process process =
                new ProcessBuilder(words)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        "%s took longer than %d s and printed: %s"
                                .formatted(words[0], limit.toSeconds(), Files.readString(printed)));
            }
            return new ProgramRun(process.exitValue(), Files.readString(printed));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(printed);
        }
    }
}
