package dev.skein.loop;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Certificates pinned by their SHA-256 fingerprint. A pin is kept as 64 lower-case hex digits.
final class Pins {
    private static final int DIGEST_BYTES = 32;
    private static final int HEX_DIGITS = 2 * DIGEST_BYTES;
    private static final int MOST_SHOWN = 120;

    private Pins() {}

    /// The pin in `text`: hex digits, with colons or without, or base64.
    ///
    /// @throws IllegalArgumentException if it is neither, or not of 32 bytes
    static String parse(String text) {
        String hex = text.replace(":", "");
        try {
            byte[] digest =
                    hex.length() == HEX_DIGITS
                            ? HexFormat.of().parseHex(hex)
                            : Base64.getDecoder().decode(text);
            if (digest.length == DIGEST_BYTES) {
                return HexFormat.of().formatHex(digest);
            }
        } catch (IllegalArgumentException _) {
            // Told below, with what came.
        }
        throw new IllegalArgumentException(
                "expected the SHA-256 of a certificate, 64 hex digits or 44 characters of base64, but came '"
                        + text.substring(0, Math.min(MOST_SHOWN, text.length()))
                        + "'; print it with: openssl x509 -in FILE -noout -fingerprint -sha256");
    }

    /// Checks a certificate that is being verified.
    static void check(List<String> pins, X509Certificate leaf) throws CertificateException {
        String actual = fingerprint(leaf);
        if (actual == null || !pins.contains(actual)) {
            throw new CertificateException(mismatch(pins, actual));
        }
    }

    /// Checks the certificate while the handshake is going on, if it is there yet.
    static void checkEarly(List<String> pins, SSLEngine engine) throws SSLHandshakeException {
        if (pins.isEmpty()) {
            return;
        }
        SSLSession pending = engine.getHandshakeSession();
        SSLSession session = pending == null ? engine.getSession() : pending;
        if (certificate(session) != null) {
            check(pins, session);
        }
    }

    /// Checks that the peer of a session has a pinned certificate, if there are pins. True for resumed sessions too: they remember
    /// the certificate.
    static void check(List<String> pins, SSLSession session) throws SSLHandshakeException {
        if (pins.isEmpty()) {
            return;
        }
        Certificate shown = certificate(session);
        String actual = shown == null ? null : fingerprint(shown);
        if (actual == null || !pins.contains(actual)) {
            throw new SSLHandshakeException(mismatch(pins, actual));
        }
    }

    private static String mismatch(List<String> pins, @Nullable String actual) {
        return "expected the pinned certificate with SHA-256 "
                + String.join(" or ", pins)
                + ", but the peer "
                + (actual == null ? "showed none" : "showed one with " + actual)
                + "; if the peer's certificate was replaced on purpose, pin the new one";
    }

    private static @Nullable Certificate certificate(SSLSession session) {
        try {
            return session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException _) {
            return null; // none came, or not yet
        }
    }

    private static @Nullable String fingerprint(Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (CertificateEncodingException _) {
            return null; // cannot be a pinned one
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256, which it must have", e);
        }
    }
}
