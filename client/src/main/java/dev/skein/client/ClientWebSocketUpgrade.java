package dev.skein.client;

import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.Url;
import dev.skein.http.http1.ResponseHead;
import dev.skein.http.websocket.Agreement;
import dev.skein.http.websocket.ClientHandshake;
import dev.skein.loop.Protocol;
import dev.skein.loop.Transport;
import org.jspecify.annotations.Nullable;

/// One opening handshake (RFC 6455 §4.1): asks for a WebSocket, and makes it of the answer.
final class ClientWebSocketUpgrade implements Upgrade {
    private final WebSocketClient client;
    private final ClientWebSocketOptions options;
    private final Call call;
    private final ClientRequest request;
    private final ClientHandshake handshake;
    private @Nullable ClientWebSocketProtocol socket;
    private @Nullable ResponseHead refused;
    private boolean givenUp;

    ClientWebSocketUpgrade(
            WebSocketClient client,
            ClientWebSocketOptions options,
            Call call,
            ClientRequest request) {
        this.client = client;
        this.options = options;
        this.call = call;
        this.handshake =
                ClientHandshake.of(
                        client.masks().nonce(), options.subprotocols(), options.deflate());
        this.request = request.withHeaders(fields(request.headers()));
    }

    private Headers fields(Headers own) {
        Headers all = own;
        Headers ours = handshake.headers();
        for (int i = 0; i < ours.size(); i++) {
            all = all.with(ours.name(i), ours.value(i));
        }
        return options.origin() == null ? all : all.with("origin", options.origin());
    }

    WebSocketClient client() {
        return client;
    }

    ClientWebSocketOptions options() {
        return options;
    }

    Call call() {
        return call;
    }

    RequestInfo request() {
        return request.info();
    }

    /// Sends the request and waits for the head of the answer, after which there may be a [#socket()].
    ///
    /// @throws WebSocketHandshakeException if the server agreed, but not by the rules
    ClientResponse send(Sender sender, Url initiator) throws ClientException, InterruptedException {
        boolean answered = false;
        try {
            ClientResponse response = sender.send(call, request, initiator, this);
            answered = true;
            return response;
        } catch (ResponseProtocolException e) {
            throw explained(e);
        } finally {
            if (!answered) {
                giveUp();
            }
        }
    }

    private synchronized ClientException explained(ResponseProtocolException e) {
        ResponseHead head = refused;
        Throwable cause = e.getCause();
        return head == null || cause == null
                ? e
                : new WebSocketHandshakeException(
                        request(),
                        head.status(),
                        head.headers(),
                        "the server agreed to a WebSocket, but not by the rules: "
                                + cause.getMessage(),
                        cause);
    }

    /// The caller waits no longer; the server may be agreeing in this very moment.
    private void giveUp() {
        ClientWebSocketProtocol agreed;
        synchronized (this) {
            givenUp = true;
            agreed = socket;
        }
        if (agreed != null) {
            agreed.abort();
        }
    }

    /// Null if there is none.
    synchronized @Nullable ClientWebSocketProtocol socket() {
        return socket;
    }

    @Override
    public synchronized Protocol accept(ResponseHead head, Transport transport, Runnable gone)
            throws RemoteProtocolException {
        if (givenUp) {
            throw new RemoteProtocolException(502, "nobody waits for the WebSocket any more");
        }
        try {
            Agreement agreement = handshake.verify(head);
            socket = new ClientWebSocketProtocol(this, agreement, transport, gone);
            return socket;
        } catch (RemoteProtocolException e) {
            refused = head;
            throw e;
        }
    }
}
