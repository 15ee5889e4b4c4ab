package dev.skein.app;

import dev.skein.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A request has come: its head, and as much of its body as came with it.
///
/// @param method as sent; methods have case (RFC 9110 §9.1)
/// @param scheme `http` or `https`; of a WebSocket's handshake `ws` or `wss`
/// @param httpVersion `1.0` or `1.1`
/// @param path the path, percent-decoded as UTF-8. Decoding can hide a slash (`%2F`) from you: [#rawPath()] shows it
/// @param rawPath the path as sent
/// @param queryString what follows the `?`, as sent; empty without one
/// @param headers in the order sent. `host` is the authority of the target if that had one (RFC 9112 §3.2.2)
/// @param client the peer's address
/// @param server our address the request came to
/// @param content the beginning of the body, or all of it
/// @param moreContent whether more of the body follows on [Channels#body()]
/// @param tls facts about the encryption, or null without it
@SuppressWarnings("ArrayRecordComponent") // a message is a value by convention: see the package
public record HttpRequest(
        String method,
        String scheme,
        String httpVersion,
        String path,
        String rawPath,
        String queryString,
        Headers headers,
        SocketAddress client,
        SocketAddress server,
        byte[] content,
        boolean moreContent,
        @Nullable TlsFacts tls)
        implements Message {
    @Override
    public String type() {
        return "http.request";
    }

    /// This request with another [#scheme()].
    public HttpRequest withScheme(String other) {
        return new HttpRequest(
                method,
                other,
                httpVersion,
                path,
                rawPath,
                queryString,
                headers,
                client,
                server,
                content,
                moreContent,
                tls);
    }

    /// This request with other header fields.
    public HttpRequest withHeaders(Headers others) {
        return new HttpRequest(
                method,
                scheme,
                httpVersion,
                path,
                rawPath,
                queryString,
                others,
                client,
                server,
                content,
                moreContent,
                tls);
    }

    /// Reads the body to its end.
    ///
    /// @param limit the most bytes to take
    /// @throws BodyTooLargeException if there are more; what is left is discarded by the server
    /// @throws DisconnectedException if the client goes away before the end
    /// @throws IOException if the connection fails
    /// @throws InterruptedException if the caller is interrupted
    public byte[] readBody(Channels channels, int limit) throws IOException, InterruptedException {
        if (content.length > limit) {
            throw new BodyTooLargeException(limit);
        }
        if (!moreContent) {
            return content;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(Math.max(1024, content.length));
        body.writeBytes(content);
        Channel rest = channels.body();
        while (rest.receive() instanceof HttpChunk chunk) {
            if (chunk.content().length > limit - body.size()) {
                throw new BodyTooLargeException(limit);
            }
            body.writeBytes(chunk.content());
            if (!chunk.moreContent()) {
                return body.toByteArray();
            }
        }
        throw new DisconnectedException("the client went away in the middle of the body");
    }
}
