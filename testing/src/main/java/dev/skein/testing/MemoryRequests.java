package dev.skein.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.app.HttpRequest;
import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import dev.skein.http.LocalProtocolException;
import dev.skein.http.PercentCoding;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.Url;
import dev.skein.http.http1.Http1Limits;
import dev.skein.http.http1.RequestHead;
import dev.skein.http.http1.RequestParser;
import dev.skein.http.http1.RequestTarget;
import dev.skein.http.http1.RequestWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Objects;

/// Requests as a client writes them and a server reads them, without anything in between.
///
/// @param base of all of them
record MemoryRequests(Url base) {
    private static final int CLIENT_PORT = 49_152;

    /// The head of a request after its way over the wire.
    ///
    /// @param more fields that the client adds
    /// @param length of the body, or -1
    /// @throws IllegalArgumentException if a client does not send that
    /// @throws RemoteProtocolException if a server does not take it
    RequestHead head(Ask ask, Headers more, long length) throws RemoteProtocolException {
        Headers own = ask.headers();
        String host = own.get("host");
        Headers.Builder all =
                Headers.builder().add("host", host == null ? ask.url().authority() : host);
        all.addAll(own.without("host")).addAll(more);
        String type = ask.body().contentType();
        if (type != null && !own.contains("content-type")) {
            all.add("content-type", type);
        }
        ByteSink out = new ByteSink();
        try {
            new RequestWriter()
                    .head(out, ask.method(), ask.url().requestTarget(), all.build(), length);
        } catch (LocalProtocolException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        RequestParser parser = new RequestParser(Http1Limits.defaults());
        return (RequestHead)
                Objects.requireNonNull(parser.next(ByteBuffer.wrap(out.toByteArray())));
    }

    /// The request as the application gets it.
    HttpRequest request(Ask ask, RequestHead head, byte[] content, boolean moreContent)
            throws RemoteProtocolException {
        RequestTarget target = head.target();
        if (target.form() == RequestTarget.Form.AUTHORITY || head.method().equals("TRACE")) {
            throw new RemoteProtocolException(501, "method " + head.method() + " is not supported");
        }
        return new HttpRequest(
                head.method(),
                base.scheme(),
                head.version().text(),
                decode(target.path()),
                target.path(),
                target.query(),
                head.headers(),
                address(CLIENT_PORT),
                address(base.port()),
                content,
                moreContent,
                null);
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

    /// Stands for one that the application never sees.
    HttpRequest unreadable(Ask ask) {
        return new HttpRequest(
                ask.method(),
                base.scheme(),
                "1.1",
                ask.url().path(),
                ask.url().path(),
                "",
                Headers.EMPTY,
                address(CLIENT_PORT),
                address(base.port()),
                new byte[0],
                false,
                null);
    }

    private static SocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }
}
