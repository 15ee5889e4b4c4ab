import dev.skein.client.*;

/// Answers every message of a WebSocket, until one says "close".
///
/// Run: `./skein run samples/websocket-client/Answers.java ws://127.0.0.1:8000/`
void main(String[] arguments) throws Exception {
    try (var session = ClientSession.create();
            var socket = session.webSocket(arguments[0])) {
        socket.sendText("hello");
        for (var message : socket) {
            if (message instanceof WebSocketMessage.Text(String text)) {
                IO.println(text);
                if (text.equals("close")) {
                    socket.close();
                    break;
                }
                socket.sendText("Answer on " + text);
            }
        }
    }
}
