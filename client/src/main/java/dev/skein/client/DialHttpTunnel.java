package dev.skein.client;

import dev.skein.http.ByteSink;
import dev.skein.http.Escapes;
import dev.skein.http.Headers;
import dev.skein.http.LocalProtocolException;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.Status;
import dev.skein.http.http1.Http1Limits;
import dev.skein.http.http1.RequestWriter;
import dev.skein.http.http1.ResponseHead;
import dev.skein.http.http1.ResponseParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Asks an HTTP proxy for a tunnel: CONNECT (RFC 9110 §9.3.6).
final class DialHttpTunnel {
    /// How many bytes the proxy's answer may have, interim responses included.
    static final int MOST_HEAD_BYTES = 16 * 1024;

    private static final Http1Limits LIMITS =
            Http1Limits.defaults().withHeaderBytes(MOST_HEAD_BYTES);

    private static final int MOST_SHOWN = 200;

    private final RequestInfo request;
    private final Proxy proxy;
    private final DialStream stream;

    DialHttpTunnel(RequestInfo request, Proxy proxy, DialStream stream) {
        this.request = request;
        this.proxy = proxy;
        this.stream = stream;
    }

    /// After this the stream leads to the target.
    ///
    /// @param target `host:port`
    /// @throws ProxyException if the proxy refuses or breaks the rules
    void open(String target) throws ProxyException, InterruptedException {
        try {
            stream.write(connect(target));
            ResponseHead answer = answer();
            if (!isSuccess(answer)) {
                throw refused(target, answer);
            }
        } catch (ProxyException e) {
            throw e;
        } catch (RemoteProtocolException e) {
            throw failed("its answer to CONNECT is no HTTP: " + e.getMessage(), e);
        } catch (LocalProtocolException | IllegalArgumentException e) {
            throw failed("CONNECT cannot be sent: " + e.getMessage(), e);
        } catch (IOException e) {
            throw failed("no answer to CONNECT: " + e.getMessage(), e);
        }
    }

    private byte[] connect(String target) throws LocalProtocolException {
        Headers headers = proxy.fields().with("host", target);
        ByteSink out = new ByteSink();
        new RequestWriter().head(out, "CONNECT", target, headers, 0);
        return out.toByteArray();
    }

    /// Reads until the final head.
    private ResponseHead answer()
            throws IOException, InterruptedException, RemoteProtocolException {
        ResponseParser parser = new ResponseParser(LIMITS);
        parser.begin("CONNECT");
        int left = MOST_HEAD_BYTES;
        while (true) {
            ByteBuffer in = stream.read();
            while (in.hasRemaining()) {
                int before = in.remaining();
                var event = parser.next(in);
                left -= before - in.remaining();
                if (left < 0) {
                    throw failed(
                            "its answer to CONNECT is longer than " + MOST_HEAD_BYTES + " bytes",
                            null);
                }
                if (event instanceof ResponseHead head && isFinal(head)) {
                    return requireNothingMore(head, in);
                }
            }
        }
    }

    private static boolean isFinal(ResponseHead head) {
        return !Status.isInformational(head.status()) || head.status() == 101;
    }

    private static boolean isSuccess(ResponseHead head) {
        return head.status() >= 200 && head.status() < 300;
    }

    /// Before the target is sent anything it has nothing to say; what comes at once was made up by the proxy.
    private ResponseHead requireNothingMore(ResponseHead head, ByteBuffer rest)
            throws ProxyException {
        if (isSuccess(head) && rest.hasRemaining()) {
            throw failed(
                    "it sent " + rest.remaining() + " bytes too many after its answer to CONNECT",
                    null);
        }
        return head;
    }

    private ProxyException refused(String target, ResponseHead answer) {
        int status = answer.status();
        String reason = Escapes.escape(answer.reason(), MOST_SHOWN);
        String said = status + (reason.isEmpty() ? "" : " " + reason);
        String advice = status == 407 ? ": " + credentials(answer.headers()) : "";
        return new ProxyException(
                request,
                status,
                named("it refused to connect to " + target + " with " + said + advice),
                null);
    }

    private String credentials(Headers headers) {
        String offered = headers.get("proxy-authenticate");
        String schemes =
                offered == null ? "" : ", it offers " + Escapes.escape(offered, MOST_SHOWN);
        boolean given = proxy.user() != null || proxy.headers().contains("proxy-authorization");
        return (given
                        ? "it does not accept the credentials given"
                        : "it wants credentials: give the proxy a user and a password")
                + schemes;
    }

    private ProxyException failed(String what, @Nullable Throwable cause) {
        return new ProxyException(request, 0, named(what), cause);
    }

    private String named(String what) {
        return "proxy " + DialAddress.authority(proxy.host(), proxy.port()) + ": " + what;
    }
}
