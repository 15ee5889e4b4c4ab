import dev.skein.app.*;

/// Sends every message of a WebSocket back.
///
/// Run: `./skein run samples/websocket-echo/WebSocketEcho.java`, then connect to ws://127.0.0.1:8000/
static void echo(Message message, Channels channels) throws Exception {
    if (message instanceof WebSocketReceive received) {
        channels.reply().send(new WebSocketSend(received.text(), received.bytes()));
    }
}
