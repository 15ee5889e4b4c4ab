import dev.skein.app.*;

/// Adds up the numbers that come from each WebSocket, in a loop: the call for the handshake receives the messages itself, so
/// what belongs to one socket is a local variable.
///
/// Run: `./skein run samples/counter/Counter.java`, then connect to ws://127.0.0.1:8000/
static void counter(Message message, Channels channels) throws Exception {
    if (message instanceof WebSocketConnect) {
        long sum = 0;
        while (channels.body().receive() instanceof WebSocketReceive received) {
            try {
                sum += Long.parseLong(received.text());
                channels.reply().send(WebSocketSend.text(Long.toString(sum)));
            } catch (NumberFormatException _) {
                channels.reply().send(new WebSocketClose(1008, "not a number"));
            }
        }
    }
}
