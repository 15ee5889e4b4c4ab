package dev.skein.loop;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// How connections are encrypted. Immutable.
///
/// @param context keys, certificates and what is trusted
/// @param applicationProtocols what ALPN (RFC 7301) offers or accepts, the preferred first; default none
/// @param handshakeTimeout a connection whose handshake takes longer is dropped; positive; default 10 s
/// @param clientAuth whether a server asks for the client's certificate; default [ClientAuth#NONE]
public record Tls(
        SSLContext context,
        List<String> applicationProtocols,
        Duration handshakeTimeout,
        ClientAuth clientAuth) {
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
    }

    /// TLS with a ready-made context.
    public static Tls of(SSLContext context) {
        return new Tls(context, List.of(), Duration.ofSeconds(10), ClientAuth.NONE);
    }

    /// A server's TLS from PEM files.
    ///
    /// @param certificates the server's certificate, then the intermediate ones
    /// @param privateKey an unencrypted PKCS#8, PKCS#1 (RSA) or SEC 1 (EC) key
    /// @throws IOException if a file cannot be read or does not hold what it should; the message names the file and what to do
    public static Tls server(Path certificates, Path privateKey) throws IOException {
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
            store.setKeyEntry("server", key, new char[0], chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            return of(context(keys, null));
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the key in "
                            + privateKey
                            + " and the certificate in "
                            + certificates
                            + " cannot be used: "
                            + e.getMessage(),
                    e);
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
            KeyStore store = emptyStore();
            int number = 0;
            for (X509Certificate certificate : Pem.certificates(trusted)) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return of(context(null, trust));
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the certificates in " + trusted + " cannot be used: " + e.getMessage(), e);
        }
    }

    /// This with other [#applicationProtocols()].
    public Tls withApplicationProtocols(String... protocols) {
        return new Tls(context, List.of(protocols), handshakeTimeout, clientAuth);
    }

    /// This with another [#handshakeTimeout()].
    public Tls withHandshakeTimeout(Duration timeout) {
        return new Tls(context, applicationProtocols, timeout, clientAuth);
    }

    /// This with another [#clientAuth()].
    public Tls withClientAuth(ClientAuth auth) {
        return new Tls(context, applicationProtocols, handshakeTimeout, auth);
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

    /// The name is always verified (RFC 9110 §4.3.4).
    SSLEngine clientEngine(String host) {
        SSLEngine engine = context.createSSLEngine(host, -1);
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        return parameters;
    }

    private static SSLContext context(
            @Nullable KeyManagerFactory keys, @Nullable TrustManagerFactory trust)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                keys == null ? null : keys.getKeyManagers(),
                trust == null ? null : trust.getTrustManagers(),
                new SecureRandom());
        return context;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}
