package dev.skein.samples;

import static dev.skein.samples.SamplesTest.port;
import static dev.skein.samples.SamplesTest.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cli.RunningApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients and a server in Python, where they are installed.
class PythonTest {
    private static final Path SERVER =
            Path.of("src/test/resources/dev/skein/samples/aiohttp_server.py").toAbsolutePath();
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

    @Test
    void ourClientsGetAlongWithAiohttp() throws Exception {
        requireLibrary("aiohttp");
        Path file = Files.write(directory.resolve("picture.jpg"), new byte[300_000]);
        Process server = new ProcessBuilder("python3", SERVER.toString()).start();
        try (var output = server.inputReader()) {
            String url = "http://127.0.0.1:" + output.readLine() + "/";
            assertThat(program("basic-auth/BasicAuth.java", url + "user"))
                    .endsWith("{\"authorization\": \"Basic dXNlcjpwYXNz\"}\n");
            assertThat(program("session/Session.java", url))
                    .containsSubsequence(
                            "visit 1", "visit 2", "visit 3", "1 connection, 1 cookies");
            assertThat(program("timeout/TimeLimit.java", url + "slow"))
                    .contains("the total timeout of 1500 ms ran out");
            assertThat(program("upload-file/UploadFile.java", url + "upload", file.toString()))
                    .endsWith("200 Holidays: picture.jpg, 300000 bytes\n");
            assertThat(program("websocket-client/Answers.java", url + "socket"))
                    .isEqualTo("hello\nclose\n");
        } finally {
            server.destroy();
        }
    }

    private String program(String sample, String... arguments) throws Exception {
        ProgramRun run = ClientSamplesTest.program(directory, sample, arguments);
        assertThat(run.status()).as(run.output()).isZero();
        return run.output();
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
