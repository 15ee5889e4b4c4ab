import dev.skein.web.*;

/// Answers every message of a WebSocket, until one says `close`.
///
/// Run: `./skein run samples/web-answers/WebAnswers.java`, then connect to ws://127.0.0.1:8000/
Application app() {
    var app = new Application();
    app.router().get("/", this::answer);
    return app;
}

Response answer(Request request) throws Exception {
    WebSocket socket = request.webSocket();
    for (var message : socket) {
        if (message.asText().equals("close")) {
            break;
        }
        socket.send(message.asText() + "/answer");
    }
    return socket.response();
}
