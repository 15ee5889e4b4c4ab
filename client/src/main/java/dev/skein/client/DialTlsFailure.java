package dev.skein.client;

import java.security.cert.CertPath;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/// Says in plain words why a TLS handshake failed, and what to do.
final class DialTlsFailure {
    private DialTlsFailure() {}

    /// @param host the name that was to be verified
    /// @param failure what the handshake threw
    static String explain(String host, Throwable failure) {
        X509Certificate bad = null;
        Throwable e = failure;
        for (int depth = 0; e != null && depth < 20; depth++) {
            String found = certificateFault(host, e, bad);
            if (found == null) {
                found = handshakeFault(host, String.valueOf(e.getMessage()));
            }
            if (found != null) {
                return found;
            }
            bad = e instanceof CertPathValidatorException path ? culprit(path) : bad;
            e = e.getCause();
        }
        return "TLS with " + host + " failed: " + failure.getMessage();
    }

    /// What a certificate lacks. The JDK has a type for some faults and only a text for the others.
    private static @Nullable String certificateFault(
            String host, Throwable e, @Nullable X509Certificate bad) {
        return switch (e) {
            case CertificateExpiredException _ ->
                    "the certificate of "
                            + host
                            + (bad == null
                                    ? " has expired: " + e.getMessage()
                                    : " has expired at " + bad.getNotAfter().toInstant() + of(bad));
            case CertificateNotYetValidException _ ->
                    "the certificate of "
                            + host
                            + (bad == null
                                    ? " is not valid yet: " + e.getMessage()
                                    : " is not valid before "
                                            + bad.getNotBefore().toInstant()
                                            + of(bad));
            case CertPathBuilderException _ ->
                    "the certificate of "
                            + host
                            + " is not trusted: it is self-signed or of an unknown issuer; if it is yours, trust it"
                            + " with Tls.client(Path) ("
                            + e.getMessage()
                            + ")";
            case CertificateException _ -> nameFault(host, String.valueOf(e.getMessage()));
            default -> null;
        };
    }

    private static @Nullable String nameFault(String host, String message) {
        boolean other =
                message.startsWith("No subject alternative")
                        || message.startsWith("No name matching")
                        || message.startsWith("Illegal given domain name");
        return other
                ? "the certificate is for another name than " + host + " (" + message + ")"
                : null;
    }

    private static @Nullable String handshakeFault(String host, String message) {
        if (message.contains("pinned")) {
            return "the certificate of " + host + " is not the right one: " + message;
        }
        if (message.contains("Unsupported or unrecognized SSL message")
                || message.contains("plaintext connection")) {
            return host
                    + " answers in plain text where TLS was expected: is the port right, or should the URL begin with http?";
        }
        if (message.contains("protocol_version")
                || message.contains("No appropriate protocol")
                || message.contains("not accepted by client preferences")) {
            return host + " and this client have no TLS version in common (" + message + ")";
        }
        if (message.contains("certificate_required") || message.contains("bad_certificate")) {
            return host + " wants a certificate of the client (" + message + ")";
        }
        if (message.contains("no_application_protocol")) {
            return host + " does not speak HTTP/1.1 (" + message + ")";
        }
        if (message.contains("handshake_failure")) {
            return host
                    + " refused the handshake: it has no cipher in common with this client, or wants a certificate of it ("
                    + message
                    + ")";
        }
        return null;
    }

    private static @Nullable X509Certificate culprit(CertPathValidatorException e) {
        CertPath path = e.getCertPath();
        int index = e.getIndex();
        if (path == null || index < 0) {
            return null;
        }
        Certificate certificate = path.getCertificates().get(index);
        return certificate instanceof X509Certificate x509 ? x509 : null;
    }

    private static String of(X509Certificate certificate) {
        return " (" + certificate.getSubjectX500Principal().getName() + ")";
    }
}
