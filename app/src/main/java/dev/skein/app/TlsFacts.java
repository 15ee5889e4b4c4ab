package dev.skein.app;

import java.security.cert.X509Certificate;
import java.util.List;

/// What is known about the encryption of a connection.
///
/// @param protocol such as `TLSv1.3`
/// @param cipherSuite such as `TLS_AES_128_GCM_SHA256`
/// @param clientCertificates the client's certificate and its chain; empty if it has shown none
public record TlsFacts(
        String protocol, String cipherSuite, List<X509Certificate> clientCertificates) {
    /// Makes the list unchangeable.
    public TlsFacts {
        clientCertificates = List.copyOf(clientCertificates);
    }
}
