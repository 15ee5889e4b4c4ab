package dev.skein.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.loop.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A fresh certificate that signs itself, for a server, and a client that trusts it and nothing else. The JDK's keytool makes it, which
/// takes about a second: share one among tests.
///
/// ```java
/// var tls = TestTls.selfSigned("localhost");
/// var client = TestClient.start(
///         app, ServerOptions.defaults().withTls(tls.server()), TestOptions.defaults().withTls(tls.client()));
/// ```
///
/// @param server with the key
/// @param client trusts the certificate
/// @param certificate itself
public record TestTls(Tls server, Tls client, X509Certificate certificate) {
    private static final String ALIAS = "server";
    private static final String PASSWORD = "password";

    /// Makes one. It is good for two days.
    ///
    /// @param name of the server; the addresses 127.0.0.1 and ::1 are in it too
    /// @throws IOException if keytool fails; the message has what it says
    /// @throws InterruptedException if the caller is interrupted
    public static TestTls selfSigned(String name) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("skein-tls");
        Path file = folder.resolve("keys.p12");
        try {
            keytool(name, file);
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD.toCharArray());
            }
            X509Certificate certificate = (X509Certificate) store.getCertificate(ALIAS);
            return new TestTls(
                    Tls.of(context(keys(store), null)),
                    Tls.of(context(null, trust(certificate))),
                    certificate);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate cannot be used: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private static void keytool(String name, Path file) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", ALIAS, "-dname", "CN=" + name));
        command.addAll(List.of("-keyalg", "EC", "-validity", "2", "-ext"));
        command.add("SAN=DNS:" + name + ",IP:127.0.0.1,IP:::1");
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of("-keystore", file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }

    private static KeyManager[] keys(KeyStore store) throws GeneralSecurityException {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        return keys.getKeyManagers();
    }

    private static TrustManager[] trust(X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, certificate);
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return trust.getTrustManagers();
    }

    private static SSLContext context(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }
}
