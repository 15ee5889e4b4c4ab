package dev.skein.server;

import dev.skein.app.HttpRequest;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.http.websocket.Agreement;
import dev.skein.http.websocket.ServerHandshake;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The call for a [WebSocketConnect]. It may end as a WebSocket or, refused, as an HTTP response; until that is decided the
/// connection is still an HTTP connection.
final class WebSocketCall extends Call {
    private final ServerHandshake handshake;
    private final WebSocket socket;

    WebSocketCall(
            Http1Protocol connection, HttpRequest request, ServerHandshake handshake, long began) {
        super(connection, request, began);
        this.handshake = handshake;
        this.socket = new WebSocket(connection.worker, request.path(), this);
    }

    @Override
    public @Nullable Void call() {
        HttpRequest asked = request.withScheme(request.tls() == null ? "ws" : "wss");
        Throwable failure = null;
        try {
            connection.app().handle(new WebSocketConnect(asked, handshake.subprotocols()), socket);
        } catch (Throwable e) {
            failure = e;
        }
        Throwable thrown = failure;
        onLoop(() -> socket.connectEnded(this, thrown));
        return null;
    }

    /// Makes the connection a WebSocket; for code that holds the loop.
    ///
    /// @throws UnsupportedMessageException if the client has not offered that subprotocol, or a field is the server's to set
    WebSocketProtocol accept(WebSocketAccept message) throws IOException {
        WebSocketOptions options = connection.worker.webSockets;
        Agreement agreement;
        try {
            agreement =
                    handshake.accept(message.subprotocol(), options.deflate(), message.headers());
        } catch (IllegalArgumentException e) {
            throw new UnsupportedMessageException(String.valueOf(e.getMessage()));
        }
        return connection.upgrade(this, agreement, socket);
    }

    /// The client has gone before its socket was accepted: the application, which may have taken note of it, has to hear it.
    void tellLost() {
        start(this::disconnect);
    }

    private @Nullable Void disconnect() {
        Throwable failure = null;
        try {
            connection.app().handle(new WebSocketDisconnect(request.path(), 1, 1006, ""), socket);
        } catch (Throwable e) {
            failure = e;
        }
        Throwable thrown = failure;
        onLoop(() -> connection.callEnded(this, thrown));
        return null;
    }

    @Override
    void clientGone() {
        // The application learns it when it sends, or from the WebSocketDisconnect that follows.
    }

    @Override
    void serverStopping() {
        // An accepted socket is closed; one that is not accepted yet has time to be.
    }
}
