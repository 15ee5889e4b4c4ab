package dev.skein.loop;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trust that asks for nothing but the peer's own certificate: no path, no date, no name.
///
/// An *extended* trust manager: the JDK adds its own checks, of the name for one, to any other kind.
final class LeafTrust extends X509ExtendedTrustManager {
    /// What a certificate must be.
    @FunctionalInterface
    interface Condition {
        /// Refuses by throwing.
        ///
        /// @throws CertificateException if it is not; its message goes to the caller of [Connector]
        void check(X509Certificate leaf) throws CertificateException;
    }

    private final Condition condition;

    LeafTrust(Condition condition) {
        this.condition = condition;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        condition.check(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        refuse();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        refuse();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        refuse();
    }

    private static void refuse() throws CertificateException {
        throw new CertificateException(
                "expected a client's use of this TLS, but a client is to be trusted");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
