package dev.skein.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.app.HttpRequest;
import dev.skein.app.TlsFacts;
import dev.skein.http.Headers;
import dev.skein.http.PercentCoding;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.RequestHead;
import dev.skein.http.http1.RequestTarget;
import dev.skein.loop.Transport;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Heads as the parser tells them to requests as the application sees them, for one connection.
final class Requests {
    private final SocketAddress client;
    private final SocketAddress server;
    private final @Nullable TlsFacts tls;

    Requests(Transport transport) {
        client = transport.remoteAddress();
        server = transport.localAddress();
        tls = facts(transport.tlsSession());
    }

    /// @throws RemoteProtocolException if the request is one that this server does not serve
    HttpRequest of(RequestHead head, byte[] content, boolean moreContent)
            throws RemoteProtocolException {
        RequestTarget target = head.target();
        // RFC 9110 §15.6.2: "the appropriate response when the server does not recognize the
        // request method and is not capable of supporting it for any resource."
        if (target.form() == RequestTarget.Form.AUTHORITY || head.method().equals("TRACE")) {
            throw new RemoteProtocolException(501, "method " + head.method() + " is not supported");
        }
        Headers headers = head.headers();
        String authority = target.authority();
        if (authority != null) {
            headers = headers.with("host", authority);
        }
        return new HttpRequest(
                head.method(),
                tls == null ? "http" : "https",
                head.version().text(),
                decode(target.path()),
                target.path(),
                target.query(),
                headers,
                client,
                server,
                content,
                moreContent,
                tls);
    }

    private static String decode(String path) throws RemoteProtocolException {
        try {
            return PercentCoding.decode(path);
        } catch (IllegalArgumentException e) {
            byte[] bytes = path.getBytes(ISO_8859_1);
            throw new RemoteProtocolException(
                    400, "path: " + e.getMessage(), bytes, 0, bytes.length);
        }
    }

    private static @Nullable TlsFacts facts(@Nullable SSLSession session) {
        return session == null
                ? null
                : new TlsFacts(
                        session.getProtocol(), session.getCipherSuite(), certificates(session));
    }

    private static List<X509Certificate> certificates(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
        } catch (SSLPeerUnverifiedException _) {
            // The client has shown none.
        }
        return chain;
    }
}
