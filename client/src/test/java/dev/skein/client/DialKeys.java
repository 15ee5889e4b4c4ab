package dev.skein.client;

import dev.skein.loop.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/// A good certificate for localhost, and one signed by it that has expired: made by the JDK's keytool when the first test asks.
final class DialKeys {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final KeyStore STORE = make();

    private DialKeys() {}

    private static KeyStore make() {
        try {
            Path folder = Files.createTempDirectory("skein-dial");
            Path file = folder.resolve("keys");
            keytool(file, "good", "-ext", "bc:c", "-validity", "30");
            keytool(file, "expired", "-signer", "good", "-startdate", "-9d", "-validity", "2");
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            Files.delete(file);
            Files.delete(folder);
            return store;
        } catch (Exception e) {
            throw new IllegalStateException("no test keys", e);
        }
    }

    private static void keytool(Path file, String alias, String... more) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
        command.addAll(List.of("-keyalg", "EC", "-ext", "SAN=dns:localhost,ip:127.0.0.1"));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", "changeit"));
        command.addAll(List.of("-keystore", file.toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }

    /// A client that trusts the good one and what it has signed.
    static Tls client(Path folder) throws Exception {
        byte[] newline = {'\n'};
        Path pem =
                Files.writeString(
                        folder.resolve("trusted.pem"),
                        "-----BEGIN CERTIFICATE-----\n"
                                + Base64.getMimeEncoder(64, newline)
                                        .encodeToString(STORE.getCertificate("good").getEncoded())
                                + "\n-----END CERTIFICATE-----\n");
        return Tls.client(pem);
    }

    static SSLContext context(String alias) throws Exception {
        KeyStore only = KeyStore.getInstance("PKCS12");
        only.load(null, null);
        Certificate[] chain = STORE.getCertificateChain(alias);
        only.setKeyEntry(alias, STORE.getKey(alias, PASSWORD), PASSWORD, chain);
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(only, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /// A TLS server that speaks HTTP/2 or HTTP/1.1, says ALPN.
    static SSLServerSocket listener(String alias, String... protocols) throws Exception {
        SSLServerSocket listener =
                (SSLServerSocket)
                        context(alias)
                                .getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        if (protocols.length > 0) {
            listener.setEnabledProtocols(protocols);
        }
        SSLParameters parameters = listener.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        listener.setSSLParameters(parameters);
        return listener;
    }

    /// A TLS server that sends back what it gets.
    static DialServer echo(String alias, String... protocols) throws Exception {
        return new DialServer(
                listener(alias, protocols),
                socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
    }
}
