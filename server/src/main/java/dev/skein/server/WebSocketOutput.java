package dev.skein.server;

import dev.skein.app.UnsupportedMessageException;
import dev.skein.app.WebSocketSend;
import dev.skein.http.ByteSink;
import dev.skein.http.websocket.DeflateOptions;
import dev.skein.http.websocket.DeflateParameters;
import dev.skein.http.websocket.PreparedMessage;
import dev.skein.http.websocket.WebSocketWriter;
import dev.skein.loop.Transport;
import org.jspecify.annotations.Nullable;

/// The way out of one WebSocket: messages to frames to the transport. Only for code that holds the loop.
final class WebSocketOutput {
    private final Worker worker;
    private final Transport transport;
    private final WebSocketWriter writer;
    private final WriteWatch watch;

    /// Whether a message is encoded here as it is elsewhere: not if it may refer to those before.
    private final boolean shares;

    WebSocketOutput(Worker worker, Transport transport, @Nullable DeflateParameters deflate) {
        this.worker = worker;
        this.transport = transport;
        DeflateOptions options = worker.webSockets.deflate();
        this.writer = WebSocketWriter.server(deflate, options, worker.webSocketScratch);
        this.watch = new WriteWatch(worker, transport);
        this.shares =
                deflate == null
                        || deflate.serverNoContextTakeover()
                        || (options != null && !options.contextTakeover());
    }

    void send(WebSocketSend message) {
        ByteSink out = worker.emptySink();
        try {
            PreparedMessage again = shares ? worker.fanOut.again(message) : null;
            if (again != null) {
                transport.write(writer.prepared(again));
                watch.begin();
                return;
            }
            if (message.text() != null) {
                writer.text(message.text(), out);
            } else if (message.bytes() != null) {
                writer.binary(message.bytes(), out);
            }
        } catch (IllegalArgumentException e) {
            throw new UnsupportedMessageException(String.valueOf(e.getMessage()));
        }
        put(out);
    }

    void pong(byte[] payload) {
        ByteSink out = worker.emptySink();
        writer.pong(payload, out);
        put(out);
    }

    void ping(byte[] payload) {
        ByteSink out = worker.emptySink();
        writer.ping(payload, out);
        put(out);
    }

    /// @throws UnsupportedMessageException if the code or the reason cannot be sent
    void close(int code, String reason) {
        ByteSink out = worker.emptySink();
        try {
            writer.close(code, reason, out);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedMessageException(String.valueOf(e.getMessage()));
        }
        put(out);
    }

    void end() {
        watch.leave();
        writer.close();
    }

    private void put(ByteSink out) {
        if (out.size() > Transport.COPIED) {
            transport.write(out.toByteArray());
        } else {
            transport.write(out.array(), 0, out.size());
        }
        watch.begin();
    }
}
