package dev.skein.loop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Keys and certificates, made by the JDK's keytool when the first test asks.
final class Keys {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Keys ALL = make();

    private final KeyStore server; // EC, for localhost
    private final KeyStore client; // RSA
    private final Path serverCertificate;
    private final Path serverKey;

    private Keys(Path folder) throws Exception {
        Process one = keytool(folder, "server", "EC", "256");
        Process two = keytool(folder, "client", "RSA", "2048");
        server = load(folder, "server", one);
        client = load(folder, "client", two);
        serverCertificate =
                Files.writeString(
                        folder.resolve("server.crt"),
                        pem("CERTIFICATE", certificate(server).getEncoded()));
        serverKey =
                Files.writeString(
                        folder.resolve("server.key"), pem("PRIVATE KEY", key(server).getEncoded()));
    }

    private static Keys make() {
        try {
            Path folder = Files.createTempDirectory("skein-keys");
            Keys keys = new Keys(folder);
            folder.toFile().deleteOnExit();
            for (String name : List.of("server", "client", "server.crt", "server.key")) {
                folder.resolve(name).toFile().deleteOnExit();
            }
            return keys;
        } catch (Exception e) {
            throw new IllegalStateException("no test keys", e);
        }
    }

    private static Process keytool(
            Path folder, String name, String algorithm, String size, String... more)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
        command.addAll(List.of("-keyalg", algorithm, "-keysize", size, "-validity", "365"));
        command.addAll(List.of("-ext", "SAN=dns:localhost,ip:127.0.0.1"));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", "changeit"));
        command.addAll(List.of("-keystore", folder.resolve(name).toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// An authority's certificate in PEM form, and a server's side whose certificate by it has run out.
    record Expired(String authority, Tls server) {
        static Expired make(Path folder) throws Exception {
            KeyStore authority =
                    load(
                            folder,
                            "authority",
                            keytool(folder, "authority", "EC", "256", "-ext", "bc=ca:true"));
            Path store = Files.copy(folder.resolve("authority"), folder.resolve("expired"));
            Process late =
                    keytool(
                            folder,
                            "expired",
                            "EC",
                            "256",
                            "-signer",
                            "authority",
                            "-startdate",
                            "-400d");
            KeyStore both = load(folder, store.getFileName().toString(), late);
            both.deleteEntry("authority");
            return new Expired(
                    pem("CERTIFICATE", certificate(authority).getEncoded()),
                    Tls.of(context(both, certificate(authority))));
        }
    }

    private static KeyStore load(Path folder, String name, Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static X509Certificate certificate(KeyStore store) throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate(store.aliases().nextElement());
    }

    private static PrivateKey key(KeyStore store) throws GeneralSecurityException {
        return (PrivateKey) store.getKey(store.aliases().nextElement(), PASSWORD);
    }

    static String pem(String label, byte[] der) {
        byte[] newline = {'\n'};
        return "-----BEGIN "
                + label
                + "-----\n"
                + Base64.getMimeEncoder(64, newline).encodeToString(der)
                + "\n-----END "
                + label
                + "-----\n";
    }

    static PrivateKey serverPrivateKey() throws GeneralSecurityException {
        return key(ALL.server);
    }

    static PrivateKey clientPrivateKey() throws GeneralSecurityException {
        return key(ALL.client);
    }

    static X509Certificate serverX509() throws GeneralSecurityException {
        return certificate(ALL.server);
    }

    static X509Certificate clientX509() throws GeneralSecurityException {
        return certificate(ALL.client);
    }

    static Path serverCertificate() {
        return ALL.serverCertificate;
    }

    static Path serverKey() {
        return ALL.serverKey;
    }

    /// The server's side, from PEM files.
    static Tls server() throws IOException {
        return Tls.server(ALL.serverCertificate, ALL.serverKey);
    }

    /// A client that trusts the server.
    static Tls client() throws IOException {
        return Tls.client(ALL.serverCertificate);
    }

    /// A server that knows the client's certificate.
    static Tls serverThatAsks() throws Exception {
        return Tls.of(context(ALL.server, certificate(ALL.client)))
                .withClientAuth(Tls.ClientAuth.REQUIRED);
    }

    /// A client with a certificate of its own.
    static Tls clientWithCertificate() throws Exception {
        return Tls.of(context(ALL.client, certificate(ALL.server)));
    }

    private static SSLContext context(KeyStore own, X509Certificate trusted) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("trusted", trusted);
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        TrustManagerFactory trusts =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusts.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
        return context;
    }
}
