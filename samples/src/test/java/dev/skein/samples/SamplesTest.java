package dev.skein.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cli.RunningApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One test for each folder of samples, with the folder's name; those with WebSockets are in [WebSocketSamplesTest], clients in [ClientSamplesTest], web applications in [WebSamplesTest].
class SamplesTest {
    private static final Path SAMPLES = Path.of("").toAbsolutePath();
    private static final char[] PASSWORD = "for tests".toCharArray();

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void everySampleHasATest() throws IOException {
        List<String> tests =
                Stream.of(
                                SamplesTest.class,
                                WebSocketSamplesTest.class,
                                ClientSamplesTest.class,
                                WebSamplesTest.class)
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(Method::getName)
                        .toList();
        assertThat(tests).containsAll(folders().map(SamplesTest::camelCase).toList());
    }

    private static Stream<String> folders() throws IOException {
        try (Stream<Path> files = Files.walk(SAMPLES, 2)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(file -> SAMPLES.relativize(file).getName(0).toString())
                    .collect(Collectors.toSet())
                    .stream();
        }
    }

    private static String camelCase(String folder) {
        return Pattern.compile("-(.)")
                .matcher(folder)
                .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    // ---- the samples
    // -----------------------------------------------------------------------------------------------------------

    @Test
    void hello() throws Exception {
        try (RunningApp app = start("hello/Hello.java")) {
            assertThat(get(app, "/").body()).isEqualTo("Hello, world");
        }
    }

    @Test
    void readBody() throws Exception {
        try (RunningApp app = start("read-body/ReadBody.java")) {
            assertThat(post(app, "some text")).isEqualTo("some text");
            String large = "0123456789".repeat(50_000);
            assertThat(post(app, large)).isEqualTo(large);
        }
    }

    @Test
    void echo() throws Exception {
        try (RunningApp app = start("echo/Echo.java");
                RawClient raw = new RawClient(app.addresses().getFirst())) {
            raw.send("POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n");
            raw.send("5\r\nfirst\r\n");
            assertThat(raw.readUntil("first")).startsWith("HTTP/1.1 200 ");
            raw.send("6\r\nsecond\r\n0\r\n\r\n");
            assertThat(raw.readUntil("0\r\n\r\n")).contains("second");
        }
    }

    @Test
    void stream() throws Exception {
        try (RunningApp app = start("stream/Stream.java")) {
            assertThat(get(app, "/").body()).isEqualTo("Hello, world");
        }
    }

    @Test
    void download() throws Exception {
        try (RunningApp app = start("download/Download.java")) {
            HttpResponse<String> response = get(app, "/");
            assertThat(response.headers().firstValue("content-type")).hasValue("text/csv");
            assertThat(response.headers().firstValueAsLong("content-length"))
                    .hasValue(response.body().length());
            assertThat(response.body()).startsWith("1,1\n2,4\n").endsWith("10000,100000000\n");
        }
    }

    @Test
    void lifespan(@TempDir Path directory) throws Exception {
        Path book = directory.resolve("visitors.txt");
        System.setProperty("book", book.toString());
        try (RunningApp app = start("lifespan/Lifespan.java")) {
            assertThat(book).isEmptyFile();
            get(app, "/first");
            get(app, "/second");
        } finally {
            System.clearProperty("book");
        }
        assertThat(book).hasContent("/first\n/second");
    }

    @Test
    void tls(@TempDir Path directory) throws Exception {
        KeyStore store = selfSigned(directory);
        Path key = directory.resolve("key.pem");
        Path certificate = directory.resolve("cert.pem");
        writePem(key, "PRIVATE KEY", key(store).getEncoded());
        writePem(certificate, "CERTIFICATE", certificate(store).getEncoded());
        try (RunningApp app =
                        start(
                                "tls/Encrypted.java",
                                "--ssl-keyfile=" + key,
                                "--ssl-certfile=" + certificate);
                HttpClient trusting = HttpClient.newBuilder().sslContext(trust(store)).build()) {
            URI uri = URI.create("https://localhost:" + port(app) + "/");
            assertThat(
                            trusting.send(
                                            HttpRequest.newBuilder(uri).build(),
                                            HttpResponse.BodyHandlers.ofString())
                                    .body())
                    .startsWith("https: TLSv1.3 with TLS_");
        }
    }

    @Test
    void earlyHints() throws Exception {
        try (RunningApp app = start("early-hints/EarlyHints.java");
                RawClient raw = new RawClient(app.addresses().getFirst())) {
            raw.send("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
            assertThat(raw.readUntil("\r\n\r\n"))
                    .startsWith("HTTP/1.1 103 ")
                    .contains("link: </style.css>; rel=preload; as=style\r\n");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 200 ").contains("<h1>");
            assertThat(get(app, "/style.css").headers().firstValue("content-type"))
                    .hasValue("text/css");
        }
    }

    @Test
    void trailers() throws Exception {
        try (RunningApp app = start("trailers/Trailers.java");
                RawClient raw = new RawClient(app.addresses().getFirst())) {
            raw.send("GET / HTTP/1.1\r\nhost: localhost\r\nte: trailers\r\n");
            raw.send("connection: close, te\r\n\r\n");
            String response = raw.readAll();
            StringBuilder body = new StringBuilder();
            for (int i = 1; i <= 1000; i++) {
                body.append(i).append('\n');
            }
            byte[] sum =
                    MessageDigest.getInstance("SHA-256").digest(body.toString().getBytes(US_ASCII));
            assertThat(response)
                    .endsWith(
                            "0\r\nrepr-digest: sha-256=:"
                                    + Base64.getEncoder().encodeToString(sum)
                                    + ":\r\n\r\n");
        }
    }

    @Test
    void tasks() throws Exception {
        try (RunningApp app = start("tasks/Tasks.java")) {
            assertThat(get(app, "/").body()).isEqualTo("weather: sunny, traffic: dense");
        }
    }

    @Test
    void helloAsAProcess() throws Exception {
        Process process =
                new ProcessBuilder(command("run", "hello/Hello.java", "--bind", "127.0.0.1:0"))
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader output = process.inputReader()) {
            URI uri = listening(output);
            assertThat(get(uri).body()).isEqualTo("Hello, world");
            process.toHandle().destroy(); // Process#destroy would close its output
            String rest = output.readAllAsString();
            assertThat(process.waitFor()).as(rest).isZero();
            assertThat(rest).contains("\"GET / HTTP/1.1\" 200 12 ");
        } finally {
            process.destroyForcibly();
        }
    }

    private static URI listening(BufferedReader output) throws IOException {
        Pattern pattern = Pattern.compile("INFO +listening on (http\\S+)");
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.matches()) {
                return URI.create(matcher.group(1));
            }
        }
        throw new AssertionError("expected a line that tells the address");
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("dev.skein.cli.Main");
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    // ---- asking
    // ----------------------------------------------------------------------------------------------------------------

    static RunningApp start(String file, String... options) throws Exception {
        Stream<String> all =
                Stream.concat(Stream.of(file, "--bind", "127.0.0.1:0"), Arrays.stream(options));
        return RunningApp.start(all.toArray(String[]::new));
    }

    static int port(RunningApp app) {
        return ((InetSocketAddress) app.addresses().getFirst()).getPort();
    }

    private HttpResponse<String> get(RunningApp app, String path) throws Exception {
        return get(URI.create("http://127.0.0.1:" + port(app) + path));
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String post(RunningApp app, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(app) + "/"))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    // ---- a certificate
    // ---------------------------------------------------------------------------------------------------------

    private static KeyStore selfSigned(Path directory) throws Exception {
        Path file = directory.resolve("store.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=DNS:localhost",
                                "-alias",
                                "server",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = keytool.inputReader().readAllAsString();
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static Key key(KeyStore store) throws Exception {
        return Objects.requireNonNull(store.getKey("server", PASSWORD));
    }

    private static Certificate certificate(KeyStore store) throws Exception {
        return Objects.requireNonNull(store.getCertificate("server"));
    }

    private static void writePem(Path file, String kind, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }

    private static SSLContext trust(KeyStore store) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate(store));
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
