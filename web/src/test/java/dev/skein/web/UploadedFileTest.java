package dev.skein.web;

import static dev.skein.web.FormBodies.TYPE;
import static dev.skein.web.FormBodies.file;
import static dev.skein.web.FormBodies.filesIn;
import static dev.skein.web.FormBodies.form;
import static dev.skein.web.FormBodies.openIn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.skein.app.DisconnectedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where files are kept, for how long, and how they are saved. Files of more than 10 bytes go to disk here.
class UploadedFileTest {
    private static final String SMALL = "0123456789";
    private static final String LARGE = "0123456789A";

    @TempDir private Path root;

    private Path spool;
    private Path kept;
    private FormLimits limits;
    private SpoolArea area;

    @BeforeEach
    void directories() throws IOException {
        spool = Files.createDirectory(root.resolve("spool"));
        kept = Files.createDirectory(root.resolve("kept"));
        limits = FormLimits.defaults().withSmallFile(10).withDirectory(spool);
        area = new SpoolArea(limits);
    }

    private Form read(String body) throws IOException {
        return read(new ByteArrayInputStream(body.getBytes(US_ASCII)));
    }

    private Form read(InputStream body) throws IOException {
        MultipartReader parts =
                MultipartReader.of(body, -1, FormBodies.type(TYPE), limits.ofParts());
        return new FormReader(limits, area).read(parts);
    }

    private UploadedFile upload(String content) throws IOException {
        area = new SpoolArea(limits);
        return read(form(file("f", "f", content))).requireFile("f");
    }

    // ---- where they are
    // -------------------------------------------------------------------------------------------------------

    @Test
    void smallOnesStayInMemory() throws IOException {
        UploadedFile file = upload(SMALL);
        assertThat(filesIn(spool)).isEmpty();
        assertThat(file.bytes()).asString(US_ASCII).isEqualTo(SMALL);
    }

    @Test
    void largeOnesGoToDisk() throws IOException {
        UploadedFile file = upload(LARGE);
        assertThat(filesIn(spool)).hasSize(1);
        assertThat(filesIn(spool).getFirst()).hasContent(LARGE);
        assertThat(openIn(spool)).isEmpty();
        assertThat(file.bytes()).asString(US_ASCII).isEqualTo(LARGE);
        assertThat(file.size()).isEqualTo(11);
    }

    @Test
    void onlyTheOwnerReadsThem() throws IOException {
        upload(LARGE);
        Path file = filesIn(spool).getFirst();
        assumeThat(file.getFileSystem().supportedFileAttributeViews()).contains("posix");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void memoryIsForAllTogether() throws IOException {
        limits = limits.withMemory(15);
        area = new SpoolArea(limits);
        Form form =
                read(
                        form(
                                file("f", "f", SMALL),
                                file("f", "f", SMALL),
                                file("f", "f", "12345"),
                                file("f", "f", "1")));
        assertThat(filesIn(spool)).hasSize(2);
        List<String> contents = new ArrayList<>();
        for (UploadedFile file : form.files()) {
            contents.add(new String(file.bytes(), US_ASCII));
        }
        assertThat(contents).containsExactly(SMALL, SMALL, "12345", "1");
    }

    /// What goes to disk gives its memory back.
    @Test
    void memoryIsGivenBack() throws IOException {
        limits = limits.withMemory(10);
        area = new SpoolArea(limits);
        byte[] body = form(file("f", "f", LARGE), file("f", "f", SMALL)).getBytes(US_ASCII);
        Form form = read(FormBodies.inPieces(body, 1));
        assertThat(filesIn(spool)).hasSize(1);
        assertThat(form.files().getLast().bytes()).asString(US_ASCII).isEqualTo(SMALL);
        assertThat(form.files().getFirst().bytes()).asString(US_ASCII).isEqualTo(LARGE);
    }

    @Test
    void growsThroughMemoryToDisk() throws IOException {
        limits = limits.withSmallFile(3000).withDirectory(spool);
        area = new SpoolArea(limits);
        String content = "0123456789ABCDEF".repeat(1000);
        byte[] body =
                form(file("f", "f", content), file("g", "g", content.substring(0, 3000)))
                        .getBytes(US_ASCII);
        Form form = read(FormBodies.inPieces(body, 7));
        assertThat(filesIn(spool)).hasSize(1);
        assertThat(form.requireFile("f").bytes()).asString(US_ASCII).isEqualTo(content);
        assertThat(form.requireFile("g").bytes())
                .asString(US_ASCII)
                .isEqualTo(content.substring(0, 3000));
    }

    @Test
    void theDirectoryHasToBeThere() {
        limits = limits.withDirectory(root.resolve("none"));
        assertThatThrownBy(() -> upload(LARGE)).isInstanceOf(NoSuchFileException.class);
    }

    // ---- how long
    // -------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {SMALL, LARGE})
    void closingForgets(String content) throws IOException {
        UploadedFile file = upload(content);
        file.close();
        file.close();
        assertThat(filesIn(spool)).isEmpty();
        assertThatThrownBy(file::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("save it");
        assertThatThrownBy(() -> file.saveTo(kept.resolve("x")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(filesIn(kept)).isEmpty();
        area.close();
    }

    @Test
    void goWithTheResponse() throws Exception {
        Application app = new Application();
        List<Path> during = new ArrayList<>();
        app.router()
                .post(
                        "/",
                        request -> {
                            request.form(limits);
                            during.addAll(filesIn(spool));
                            return Response.of(204);
                        });
        String body = form(file("f", "f", LARGE), file("f", "f", LARGE), file("f", "f", SMALL));
        assertThat(TestCall.post(app, "/", TYPE, body).send().status()).isEqualTo(204);
        assertThat(during).hasSize(2);
        assertThat(filesIn(spool)).isEmpty();
    }

    /// The response may still send one of them.
    @Test
    void areThereWhileTheResponseIsSent() throws Exception {
        Application app = new Application();
        app.router()
                .post(
                        "/",
                        request -> {
                            UploadedFile file = request.form(limits).requireFile("f");
                            return Response.stream("text/plain", out -> out.write(file.bytes()));
                        });
        TestAnswer answer = TestCall.post(app, "/", TYPE, form(file("f", "f", LARGE))).send();
        assertThat(answer.text()).isEqualTo(LARGE);
        assertThat(filesIn(spool)).isEmpty();
    }

    @Test
    void aClientThatGoesAwayLeavesNothing() throws Exception {
        Application app = new Application();
        app.router().post("/", request -> Response.text(request.form(limits).toString()));
        byte[] start =
                (file("f", "f", LARGE)
                                + "--b\r\nContent-Disposition: form-data; name=\"g\"; filename=\"g\"\r\n\r\n"
                                + LARGE)
                        .getBytes(US_ASCII);
        TestCall call =
                TestCall.of(app, "POST", "/").header("content-type", TYPE).chunks(start).goesAway();
        assertThatThrownBy(call::send).isInstanceOf(DisconnectedException.class);
        assertThat(filesIn(spool)).isEmpty();
        assertThat(openIn(spool)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--b\r\nContent-Disposition: form-data; name=\"g\"; filename=\"g\"\r\n\r\n"
                        + LARGE
                        + LARGE,
                "--b\r\nno colon\r\n\r\n",
                "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"g\"\r\n\r\ntruncated 12345",
                "--b\nx"
            })
    void aBodyThatIsRefusedLeavesNothing(String rest) throws Exception {
        Application app = new Application();
        app.router()
                .post(
                        "/",
                        request ->
                                Response.text(request.form(limits.withFileBytes(20)).toString()));
        TestAnswer answer = TestCall.post(app, "/", TYPE, file("f", "f", LARGE) + rest).send();
        assertThat(answer.status()).isIn(400, 413);
        assertThat(filesIn(spool)).isEmpty();
        assertThat(openIn(spool)).isEmpty();
    }

    // ---- saving
    // ---------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {SMALL, LARGE, ""})
    void savesToANewFile(String content) throws IOException {
        UploadedFile file = upload(content);
        Path target = kept.resolve("x");
        file.saveTo(target);
        assertThat(target).hasContent(content);
        assertThat(file.bytes()).asString(US_ASCII).isEqualTo(content);
        area.close();
        assertThat(target).hasContent(content);
        assertThat(filesIn(spool)).isEmpty();
    }

    @Test
    void movesWhatIsOnDisk() throws IOException {
        UploadedFile file = upload(LARGE);
        Object before = Files.readAttributes(filesIn(spool).getFirst(), "*").get("fileKey");
        Path target = kept.resolve("x");
        file.saveTo(target);
        assertThat(filesIn(spool)).isEmpty();
        assertThat(Files.readAttributes(target, "*").get("fileKey")).isEqualTo(before);
    }

    @Test
    void savesTwice() throws IOException {
        UploadedFile file = upload(LARGE);
        file.saveTo(kept.resolve("x"));
        file.saveTo(kept.resolve("y"));
        file.saveOver(kept.resolve("z"));
        assertThat(kept.resolve("x")).hasContent(LARGE);
        assertThat(kept.resolve("y")).hasContent(LARGE);
        assertThat(kept.resolve("z")).hasContent(LARGE);
        assertThat(filesIn(kept)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, LARGE})
    void doesNotOverwrite(String content) throws IOException {
        UploadedFile file = upload(content);
        Path target = Files.writeString(kept.resolve("x"), "old");
        assertThatThrownBy(() -> file.saveTo(target))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(target).hasContent("old");
        assertThat(file.bytes()).asString(US_ASCII).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, LARGE})
    void overwritesWhenAsked(String content) throws IOException {
        UploadedFile file = upload(content);
        Path target = Files.writeString(kept.resolve("x"), "old");
        file.saveOver(target);
        assertThat(target).hasContent(content);
        assertThat(file.bytes()).asString(US_ASCII).isEqualTo(content);
        assertThat(filesIn(kept)).containsExactly(target);
        area.close();
        assertThat(target).hasContent(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, LARGE})
    void leavesTheOldOneWhenItFails(String content) throws IOException {
        UploadedFile file = upload(content);
        Path target = Files.createDirectory(kept.resolve("x"));
        Files.writeString(target.resolve("inside"), "old");
        assertThatThrownBy(() -> file.saveOver(target)).isInstanceOf(IOException.class);
        assertThat(filesIn(kept)).containsExactly(target);
        assertThat(target.resolve("inside")).hasContent("old");
    }

    /// Small and large files, saved, can be read by whom other new files can.
    @Test
    void savedFilesHaveTheUsualPermissions() throws IOException {
        assumeThat(kept.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Path usual = Files.createFile(kept.resolve("usual"));
        upload(SMALL).saveTo(kept.resolve("small"));
        upload(LARGE).saveTo(kept.resolve("large"));
        upload(LARGE).saveOver(kept.resolve("over"));
        for (String name : List.of("small", "large", "over")) {
            assertThat(Files.getPosixFilePermissions(kept.resolve(name)))
                    .as(name)
                    .isEqualTo(Files.getPosixFilePermissions(usual));
        }
    }

    /// Where `/dev/shm` is another file system, a move is not possible.
    @Test
    void savesToAnotherFileSystem() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeThat(
                        Files.isWritable(memory)
                                && !Files.getFileStore(memory).equals(Files.getFileStore(spool)))
                .isTrue();
        Path other = Files.createTempDirectory(memory, "skein-test-");
        try {
            UploadedFile file = upload(LARGE);
            file.saveTo(other.resolve("x"));
            file.saveOver(other.resolve("y"));
            assertThat(other.resolve("x")).hasContent(LARGE);
            assertThat(other.resolve("y")).hasContent(LARGE);
            assertThat(filesIn(spool)).hasSize(1);
        } finally {
            Files.deleteIfExists(other.resolve("x"));
            Files.deleteIfExists(other.resolve("y"));
            Files.deleteIfExists(other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, LARGE})
    void readsAsOftenAsWanted(String content) throws IOException {
        UploadedFile file = upload(content);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(file.transferTo(out)).isEqualTo(content.length());
        assertThat(file.transferTo(out)).isEqualTo(content.length());
        assertThat(out.toString(US_ASCII)).isEqualTo(content + content);
        try (InputStream in = file.open()) {
            assertThat(in.read()).isEqualTo('0');
        }
        assertThat(openIn(spool)).isEmpty();
    }

    @Test
    void tellsItselfEscaped() throws IOException {
        UploadedFile file = read(form(file("f", "a%0Ab", "x"))).requireFile("f");
        assertThat(file.rawFilename()).isEqualTo("a\nb");
        assertThat(file.toString()).contains("1 bytes").doesNotContain("\n");
    }
}
