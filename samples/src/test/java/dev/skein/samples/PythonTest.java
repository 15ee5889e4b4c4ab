package dev.skein.samples;

import static dev.skein.samples.SamplesTest.port;
import static dev.skein.samples.SamplesTest.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cli.RunningApp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// WebSocket clients in Python, where they are installed.
class PythonTest {
    private static final Path SCRIPT =
            Path.of("src/test/resources/dev/skein/samples/websocket_echo.py").toAbsolutePath();

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"websockets", "aiohttp"})
    void aClientInPythonGetsItsMessagesBack(String library) throws Exception {
        requireLibrary(library);
        try (RunningApp app = start("websocket-echo/WebSocketEcho.java")) {
            String url = "ws://127.0.0.1:" + port(app) + "/";
            ProgramRun run = python(SCRIPT.toString(), library, url);
            assertThat(run.output().strip()).isEqualTo("all came back");
            assertThat(run.status()).isZero();
        }
    }

    private void requireLibrary(String library) throws InterruptedException {
        boolean present;
        try {
            present = python("-c", "import " + library).status() == 0;
        } catch (IOException _) {
            present = false;
        }
        Assumptions.assumeTrue(
                present,
                () -> "needs a python3 on PATH that has " + library + ": pip install " + library);
    }

    private ProgramRun python(String... arguments) throws IOException, InterruptedException {
        String[] words = new String[arguments.length + 1];
        words[0] = "python3";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return ProgramRun.of(directory, Duration.ofSeconds(30), words);
    }
}
