package dev.skein.server;

import dev.skein.app.HttpChunk;
import dev.skein.app.HttpEarlyHints;
import dev.skein.app.HttpResponse;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import dev.skein.http.KnownField;
import dev.skein.http.LocalProtocolException;
import dev.skein.http.http1.RequestHead;
import dev.skein.http.http1.ResponseWriter;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The way out of one connection: messages to bytes to the transport. Only for code that holds the loop.
final class Http1Response {
    /// Up to this size a piece of body is put behind its head and handed over with it.
    private static final int TOGETHER = 4 * 1024;

    private static final Headers PLAIN_CLOSE =
            Headers.of("content-type", "text/plain; charset=utf-8", "connection", "close");

    private final Worker worker;
    private final Transport transport;
    private final WriteWatch watch;
    private final ResponseWriter writer = new ResponseWriter();

    private boolean begun;
    private boolean headRequest;
    private boolean wantsTrailers;
    private boolean mayPersist;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private boolean continueExpected;

    /// Part of the body was counted but not sent, so that the rest would not fit.
    private boolean broken;

    Http1Response(Worker worker, Transport transport) {
        this.worker = worker;
        this.transport = transport;
        this.watch = new WriteWatch(worker, transport);
    }

    /// Gets ready to answer a request.
    void expect(RequestHead head) {
        begun = false;
        broken = false;
        headRequest = head.method().equals("HEAD");
        version = head.version();
        mayPersist = head.keepAlive();
        continueExpected = head.expectContinue();
        wantsTrailers =
                head.headers().has(KnownField.TE) && head.headers().hasToken("te", "trailers");
    }

    /// Gets ready to answer what could not be read as a request.
    void expectUnreadable() {
        if (begun && !writer.complete()) {
            return;
        }
        begun = false;
        headRequest = false;
        version = HttpVersion.HTTP_1_1;
        mayPersist = false;
        continueExpected = false;
        wantsTrailers = false;
    }

    /// The writer is told as late as possible whether the connection may persist: the server may have begun to stop.
    private void begin() {
        if (!begun) {
            begun = true;
            writer.begin(
                    headRequest, version, mayPersist && !continueExpected && !worker.isStopping());
        }
    }

    void close() {
        watch.leave();
    }

    boolean headSent() {
        return begun && writer.headSent();
    }

    boolean isComplete() {
        return begun && writer.complete();
    }

    boolean keepAlive() {
        return writer.keepAlive();
    }

    int status() {
        return begun ? writer.status() : 0;
    }

    long bodyBytes() {
        boolean bodiless = headRequest || writer.status() == 204 || writer.status() == 304;
        return begun && !bodiless ? writer.bodyBytes() : 0;
    }

    // ---- messages
    // -------------------------------------------------------------------------------------------------------------

    /// Tells the client to send the body it is holding back (RFC 9110 §10.1.1).
    void sendContinue() throws IOException {
        if (continueExpected && !headSent()) {
            continueExpected = false;
            begin();
            informational(100, Headers.EMPTY);
            transport.flush();
        }
    }

    /// The client sends its body without waiting for us: it need not be told to (RFC 9110 §10.1.1).
    void bodyBegan() {
        continueExpected = false;
    }

    boolean isContinueExpected() {
        return continueExpected;
    }

    void sendHints(HttpEarlyHints hints) {
        if (headSent()) {
            throw new UnsupportedMessageException(
                    "early hints come before the response, which has begun already");
        }
        if (version == HttpVersion.HTTP_1_1) {
            begin();
            informational(103, hints.headers());
        }
    }

    private void informational(int status, Headers headers) {
        ByteSink out = worker.emptySink();
        try {
            writer.informational(out, status, headers);
        } catch (LocalProtocolException e) {
            throw refused(e);
        }
        put(out);
    }

    /// Sends a 101, after which the connection speaks another protocol.
    void sendSwitch(Headers headers) {
        if (headSent()) {
            throw new UnsupportedMessageException(
                    "the response has begun already: it is too late to accept the WebSocket");
        }
        begin();
        ByteSink out = worker.emptySink();
        try {
            writer.head(out, 101, headers, worker.defaultFields(), 0);
        } catch (LocalProtocolException e) {
            throw refused(e);
        }
        put(out);
    }

    void send(HttpResponse response) {
        if (headSent()) {
            throw new UnsupportedMessageException(
                    "the response has begun already: what follows must be a chunk or a file");
        }
        if (response.status() < 200) {
            throw new UnsupportedMessageException(
                    "expected a status from 200 to 999, got " + response.status());
        }
        begin();
        ByteSink out = worker.emptySink();
        byte[] content = response.content();
        try {
            long length = response.moreContent() ? -1 : content.length;
            writer.head(out, response.status(), response.headers(), worker.defaultFields(), length);
            if (writer.complete()) {
                put(out);
                return;
            }
            putContent(out, content);
            if (!response.moreContent()) {
                writer.end(out, Headers.EMPTY);
            }
        } catch (LocalProtocolException e) {
            throw refused(e);
        }
        put(out);
    }

    void send(HttpChunk chunk) {
        requireBody();
        ByteSink out = worker.emptySink();
        try {
            putContent(out, chunk.content());
            if (!chunk.moreContent()) {
                writer.end(out, wantsTrailers ? chunk.trailers() : Headers.EMPTY);
            }
        } catch (LocalProtocolException e) {
            throw refused(e);
        }
        put(out);
    }

    void send(OpenFile file) throws IOException {
        boolean handedOver = false;
        try {
            requireBody();
            ByteSink out = worker.emptySink();
            if (file.count() > 0) {
                writer.beforeData(out, file.count());
                if (writer.wantsBody()) {
                    put(out);
                    handedOver = true;
                    transport.writeFile(file.channel(), file.offset(), file.count());
                    out = worker.emptySink();
                }
                writer.afterData(out);
            }
            if (!file.moreContent()) {
                writer.end(out, Headers.EMPTY);
            }
            put(out);
        } catch (LocalProtocolException e) {
            throw refused(e);
        } finally {
            if (!handedOver) {
                file.channel().close();
            }
        }
    }

    private void putContent(ByteSink out, byte[] content) throws LocalProtocolException {
        if (content.length == 0) {
            return;
        }
        writer.beforeData(out, content.length);
        if (writer.wantsBody()) {
            if (content.length <= TOGETHER) {
                out.put(content);
            } else {
                put(out);
                out.clear();
                transport.write(content);
            }
        }
        writer.afterData(out);
    }

    private void requireBody() {
        if (!headSent()) {
            throw new UnsupportedMessageException(
                    "expected an HttpResponse with moreContent before any chunk or file");
        }
        if (writer.complete() || broken) {
            throw new UnsupportedMessageException(
                    broken
                            ? "the response was not made properly and cannot be any more: nothing more can be sent"
                            : "the response is complete: nothing more can be sent");
        }
    }

    /// The server's own answer when there will be none from the application; the connection closes after it.
    void sendError(int status, String text, Headers more) {
        Headers headers = more.isEmpty() ? PLAIN_CLOSE : PLAIN_CLOSE.plusAll(more);
        send(HttpResponse.of(status, headers, (text + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private UnsupportedMessageException refused(LocalProtocolException e) {
        broken = headSent();
        return new UnsupportedMessageException(String.valueOf(e.getMessage()));
    }

    // ---- bytes
    // ----------------------------------------------------------------------------------------------------------------

    private void put(ByteSink out) {
        if (out.size() > Transport.COPIED) {
            transport.write(out.toByteArray());
        } else if (out.size() > 0) {
            transport.write(out.array(), 0, out.size());
        }
        watch.begin(); // also for a piece of the body that went to the transport by itself
    }
}
