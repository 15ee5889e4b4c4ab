package dev.skein.loop;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// How connections are encrypted. Immutable.
///
/// @param context keys, certificates and what is trusted
/// @param applicationProtocols what ALPN (RFC 7301) offers or accepts, the preferred first; default none
/// @param handshakeTimeout a connection whose handshake takes longer is dropped; positive; default 10 s
/// @param clientAuth whether a server asks for the client's certificate; default [ClientAuth#NONE]
/// @param verifiesName whether a client has the context check that the certificate is for the name it connects to
///     (RFC 9110 §4.3.4); default true
/// @param serverName the name a client verifies and sends as SNI (RFC 6066 §3) in place of the host's; null, the default, for
///     the host's
/// @param pins SHA-256 fingerprints, in hex or base64, one of which the peer's certificate must have, beside what the context
///     checks; kept as lower-case hex; default none
public record Tls(
        SSLContext context,
        List<String> applicationProtocols,
        Duration handshakeTimeout,
        ClientAuth clientAuth,
        boolean verifiesName,
        @Nullable String serverName,
        List<String> pins) {
    /// Whether a server wants to know its clients by certificate.
    public enum ClientAuth {
        /// It does not ask.
        NONE,
        /// It asks, and accepts clients that have none.
        OPTIONAL,
        /// It asks, and refuses clients that have none.
        REQUIRED
    }

    /// Checks the values.
    public Tls {
        applicationProtocols = List.copyOf(applicationProtocols);
        if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "handshakeTimeout must be positive, got " + handshakeTimeout);
        }
        if (serverName != null) {
            ServerName.parse(serverName);
        }
        pins = pins.stream().map(Pins::parse).toList();
    }

    /// TLS with a ready-made context.
    public static Tls of(SSLContext context) {
        return of(context, true, List.of());
    }

    private static Tls of(SSLContext context, boolean verifiesName, List<String> pins) {
        return new Tls(
                context,
                List.of(),
                Duration.ofSeconds(10),
                ClientAuth.NONE,
                verifiesName,
                null,
                pins);
    }

    /// A server's TLS from PEM files.
    ///
    /// @param certificates the server's certificate, then the intermediate ones
    /// @param privateKey an unencrypted PKCS#8, PKCS#1 (RSA) or SEC 1 (EC) key
    /// @throws IOException if a file cannot be read or does not hold what it should; the message names the file and what to do
    public static Tls server(Path certificates, Path privateKey) throws IOException {
        KeyManager[] keys = keys(certificates, privateKey);
        try {
            return of(context(keys, null));
        } catch (GeneralSecurityException e) {
            throw unusable(certificates, privateKey, e);
        }
    }

    /// A client's TLS that trusts what the JDK trusts.
    public static Tls client() {
        try {
            return of(SSLContext.getDefault());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no default TLS context", e);
        }
    }

    /// A client's TLS that trusts exactly the certificates of a PEM file.
    ///
    /// @throws IOException as for [#server(Path, Path)]
    public static Tls client(Path trusted) throws IOException {
        try {
            return of(context(null, trust(trusted)));
        } catch (GeneralSecurityException e) {
            throw unusable(trusted, e);
        }
    }

    /// A client's TLS with a certificate of its own, for servers that ask for one.
    ///
    /// @param trusted a PEM file of the certificates to trust, exactly; null for what the JDK trusts
    /// @param certificates the client's certificate, then the intermediate ones
    /// @param privateKey as for [#server(Path, Path)]
    /// @throws IOException as for [#server(Path, Path)]
    public static Tls client(@Nullable Path trusted, Path certificates, Path privateKey)
            throws IOException {
        TrustManager @Nullable [] trust = trusted == null ? null : trust(trusted);
        KeyManager[] keys = keys(certificates, privateKey);
        try {
            return of(context(keys, trust));
        } catch (GeneralSecurityException e) {
            throw unusable(certificates, privateKey, e);
        }
    }

    /// A client's TLS that believes whatever a server shows: **anyone on the way can read and change everything**. For tests only;
    /// for a server with a certificate of its own making use [#client(Path)] or [#pinned].
    public static Tls insecure() {
        return of(leafContext(_ -> {}), false, List.of());
    }

    /// A client's TLS that trusts a server by its very certificate, and checks neither path, date nor name. The fingerprint is what
    /// `openssl x509 -in FILE -noout -fingerprint -sha256` prints. A server with another certificate fails the handshake with a
    /// [javax.net.ssl.SSLHandshakeException] that names both.
    ///
    /// @param fingerprint the SHA-256 of the certificate (not of its key), in hex, with colons or without, or in base64
    /// @param others more of them, any of which will do: the next certificate, say
    /// @throws IllegalArgumentException if one is not a SHA-256
    public static Tls pinned(String fingerprint, String... others) {
        List<String> given = new ArrayList<>(List.of(others));
        given.addFirst(fingerprint);
        List<String> pins = given.stream().map(Pins::parse).toList();
        return of(leafContext(leaf -> Pins.check(pins, leaf)), false, pins);
    }

    /// This with other [#applicationProtocols()].
    public Tls withApplicationProtocols(String... protocols) {
        return new Tls(
                context,
                List.of(protocols),
                handshakeTimeout,
                clientAuth,
                verifiesName,
                serverName,
                pins);
    }

    /// This with another [#handshakeTimeout()].
    public Tls withHandshakeTimeout(Duration timeout) {
        return new Tls(
                context, applicationProtocols, timeout, clientAuth, verifiesName, serverName, pins);
    }

    /// This with another [#clientAuth()].
    public Tls withClientAuth(ClientAuth auth) {
        return new Tls(
                context,
                applicationProtocols,
                handshakeTimeout,
                auth,
                verifiesName,
                serverName,
                pins);
    }

    /// This with another [#serverName()].
    ///
    /// @throws IllegalArgumentException if it cannot be a name or an address
    public Tls withServerName(String name) {
        return new Tls(
                context,
                applicationProtocols,
                handshakeTimeout,
                clientAuth,
                verifiesName,
                Objects.requireNonNull(name),
                pins);
    }

    /// This with other [#pins()]: everything is checked as before, and they are checked too. On a TLS by [#pinned] a certificate must
    /// satisfy both.
    ///
    /// @throws IllegalArgumentException if one is not a SHA-256
    public Tls withPins(String... fingerprints) {
        return new Tls(
                context,
                applicationProtocols,
                handshakeTimeout,
                clientAuth,
                verifiesName,
                serverName,
                List.of(fingerprints));
    }

    SSLEngine serverEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters(engine);
        switch (clientAuth) {
            case NONE -> parameters.setNeedClientAuth(false);
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /// Sessions are resumed by name and port, within one context. One whose name was not verified is never resumed by who verifies.
    SSLEngine clientEngine(String host, int port) throws SSLException {
        ServerName name = serverName(host);
        SSLEngine engine = context.createSSLEngine(name.text(), port);
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine);
        parameters.setEndpointIdentificationAlgorithm(verifiesName ? "HTTPS" : null);
        parameters.setServerNames(name.indication());
        engine.setSSLParameters(parameters);
        return engine;
    }

    private ServerName serverName(String host) throws SSLException {
        try {
            return ServerName.parse(serverName == null ? host : serverName);
        } catch (IllegalArgumentException e) {
            throw new SSLException(e.getMessage(), e);
        }
    }

    private SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        return parameters;
    }

    /// The managers for a key and its certificates; [#context] takes them.
    private static KeyManager[] keys(Path certificates, Path privateKey) throws IOException {
        List<X509Certificate> chain = Pem.certificates(certificates);
        PrivateKey key = Pem.privateKey(privateKey);
        if (!key.getAlgorithm().equals(chain.getFirst().getPublicKey().getAlgorithm())) {
            throw new IOException(
                    "the key in "
                            + privateKey
                            + " is "
                            + key.getAlgorithm()
                            + ", but the first certificate in "
                            + certificates
                            + " is for "
                            + chain.getFirst().getPublicKey().getAlgorithm());
        }
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("own", key, new char[0], chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            return keys.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw unusable(certificates, privateKey, e);
        }
    }

    private static TrustManager[] trust(Path trusted) throws IOException {
        try {
            KeyStore store = emptyStore();
            int number = 0;
            for (X509Certificate certificate : Pem.certificates(trusted)) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw unusable(trusted, e);
        }
    }

    private static IOException unusable(Path certificates, Path key, GeneralSecurityException e) {
        return new IOException(
                "the key in "
                        + key
                        + " and the certificate in "
                        + certificates
                        + " cannot be used: "
                        + e.getMessage(),
                e);
    }

    private static IOException unusable(Path trusted, GeneralSecurityException e) {
        return new IOException(
                "the certificates in " + trusted + " cannot be used: " + e.getMessage(), e);
    }

    private static SSLContext leafContext(LeafTrust.Condition condition) {
        try {
            return context(null, new TrustManager[] {new LeafTrust(condition)});
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    /// @param keys null for none
    /// @param trust null for what the JDK trusts
    private static SSLContext context(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, new SecureRandom());
        return context;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}
