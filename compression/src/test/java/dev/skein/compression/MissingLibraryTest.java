package dev.skein.compression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.coding.ContentCodings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// On a platform without a native library: another JVM, told to look where there is none.
class MissingLibraryTest {
    /// What that JVM runs.
    static final class Names {
        private Names() {}

        static void main() {
            System.out.print(ContentCodings.installed().names());
        }
    }

    private static String names(String... properties) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of(properties));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Names.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void whatCannotWorkIsNotOffered() throws IOException, InterruptedException {
        assertThat(names("-Dbrotli4j.library.path=/nowhere", "-DZstdNativePath=/nowhere"))
                .isEqualTo("[gzip, deflate]");
        assertThat(names("-Dbrotli4j.library.path=/nowhere")).isEqualTo("[zstd, gzip, deflate]");
    }
}
