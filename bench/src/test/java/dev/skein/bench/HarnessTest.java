package dev.skein.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The bench still works: every case runs for a second, every peer answers. Speed is not judged.
///
/// Skein runs from the classes of this build. Skipped, with a word, where Python or a tool that cannot be fetched is
/// missing; peers that cannot be fetched are left out.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HarnessTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final int SKIPPED = 77;
    private static final String NEEDS = "import sys; sys.exit(sys.version_info < (3, 11))";

    private record Said(int status, String text) {}

    @BeforeAll
    static void requirePython() throws Exception {
        boolean there;
        try {
            there = run("python3", "-c", NEEDS).status() == 0;
        } catch (IOException _) {
            there = false;
        }
        assumeTrue(there, "the bench needs Python 3.11 as python3");
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the bench needs Linux");
    }

    @Test
    void whatTheHarnessClaimsOfItself() throws Exception {
        assertWell(
                run("python3", "-m", "unittest", "discover", "-s", "bench/tests", "-t", "bench"));
    }

    @Test
    void everyCaseRuns() throws Exception {
        assertWell(run("python3", "bench/bench.py", "--smoke"));
    }

    @Test
    void everyPeerAnswers() throws Exception {
        assertWell(run("python3", "bench/bench.py", "--ask", "--peers", "all"));
    }

    @Test
    void aServerThatAnswersWronglyFailsTheSmokeRun() throws Exception {
        Said said =
                run(
                        "python3",
                        "bench/bench.py",
                        "hello-c64",
                        "--smoke",
                        "--only",
                        "wrong",
                        "--add",
                        "wrong=" + wrong());
        assumeTrue(said.status() != SKIPPED, said.text());
        assertThat(said.status()).as(said.text()).isEqualTo(1);
        assertThat(said.text())
                .contains("hello-c64: wrong: ")
                .contains("expected 200 and b'Hello, world'");
    }

    /// Answers with what is in a folder.
    private static String wrong() {
        return "python3 -m http.server --bind 127.0.0.1 --directory "
                + REPOSITORY.resolve("bench/wrk")
                + " {port}";
    }

    private static void assertWell(Said said) {
        assumeTrue(said.status() != SKIPPED, said.text());
        assertThat(said.status()).as(said.text()).isZero();
    }

    private static Said run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("bench", ".txt");
        try {
            var builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
            builder.directory(REPOSITORY.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("BENCH_CLASSPATH", System.getProperty("java.class.path"));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process process = builder.start();
            try {
                return new Said(process.waitFor(), Files.readString(output));
            } finally {
                process.destroy(); // it stops what it has started
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        } finally {
            Files.delete(output);
        }
    }
}
