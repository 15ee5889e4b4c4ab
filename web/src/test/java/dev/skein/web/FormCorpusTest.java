package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.multipart.MultipartLimits;
import dev.skein.web.exception.HttpException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The bodies of python-multipart as forms, however they come. What their parts hold is tested where they are parsed, in `http`, which
/// has the files; here, what becomes of them.
class FormCorpusTest {
    private static final Path CORPUS =
            Path.of("..", "http", "src", "test", "resources", "multipart");

    /// It decodes transfer encodings; in forms we refuse them.
    private static final Set<String> CODED =
            Set.of(
                    "base64_encoding",
                    "mixed_case_headers",
                    "mixed_plain_and_base64_encoding",
                    "quoted_printable_encoding");

    /// Its expectation has another boundary than its body.
    private static final String MISLABELLED = "single_field_blocks";

    @TempDir private Path spool;

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".http"))
                    .map(name -> name.substring(0, name.length() - ".http".length()))
                    .filter(name -> !name.equals(MISLABELLED))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void becomesOfThem(String name) throws IOException {
        byte[] body = Files.readAllBytes(CORPUS.resolve(name + ".http"));
        List<String> expectation = Files.readAllLines(CORPUS.resolve(name + ".yaml"));
        String boundary = value(expectation, "boundary:");
        boolean refused =
                CODED.contains(name)
                        || expectation.stream().anyMatch(line -> line.strip().startsWith("error:"));
        List<String> whole = read(boundary, new ByteArrayInputStream(body));
        assertThat(whole.getFirst()).isEqualTo(refused ? "400" : "200");
        if (!refused) {
            assertThat(whole.stream().skip(1))
                    .containsExactlyInAnyOrderElementsOf(namesIn(expectation));
        }
        assertThat(read(boundary, FormBodies.inPieces(body, 1))).isEqualTo(whole);
        for (int cut = 0; cut <= body.length; cut += 1 + body.length / 100) {
            assertThat(read(boundary, FormBodies.cutAt(body, cut)))
                    .as("cut at " + cut)
                    .isEqualTo(whole);
        }
    }

    /// The status, then the names of fields and of files.
    private List<String> read(String boundary, InputStream body) throws IOException {
        FormLimits limits = FormLimits.defaults().withSmallFile(0).withDirectory(spool);
        List<String> told = new ArrayList<>(List.of("200"));
        try (SpoolArea area = new SpoolArea(limits)) {
            MultipartReader parts =
                    MultipartReader.of(
                            body,
                            -1,
                            FormBodies.type("multipart/form-data; boundary=\"" + boundary + "\""),
                            MultipartLimits.defaults());
            Form form = new FormReader(limits, area).read(parts);
            form.fields().forEach(pair -> told.add(pair.getKey()));
            form.files().forEach(file -> told.add(file.name() + ":" + file.rawFilename()));
            assertThat(FormBodies.filesIn(spool))
                    .hasSameSizeAs(form.files().stream().filter(file -> file.size() > 0).toList());
        } catch (HttpException e) {
            told.set(0, String.valueOf(e.status()));
        }
        assertThat(FormBodies.filesIn(spool)).isEmpty();
        return told;
    }

    private static String value(List<String> lines, String key) {
        String line =
                lines.stream()
                        .filter(each -> each.strip().startsWith(key))
                        .findFirst()
                        .orElseThrow();
        return line.strip().substring(key.length()).strip();
    }

    /// As [#read] tells them.
    private static List<String> namesIn(List<String> expectation) {
        List<String> names = new ArrayList<>();
        for (String part : String.join("\n", expectation).split("\n *- ", -1)) {
            List<String> lines = Arrays.asList(part.split("\n", -1));
            if (lines.stream().anyMatch(line -> line.strip().startsWith("name:"))) {
                boolean file = value(lines, "type:").equals("file");
                names.add(value(lines, "name:") + (file ? ":" + value(lines, "file_name:") : ""));
            }
        }
        return names;
    }
}
