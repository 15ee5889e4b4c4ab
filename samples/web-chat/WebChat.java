import dev.skein.app.WebSocketSend;
import dev.skein.loop.Timeout;
import dev.skein.web.*;

final Set<WebSocket> sockets = ConcurrentHashMap.newKeySet();

/// A chat: what one says, all get.
///
/// Run: `./skein run samples/web-chat/WebChat.java`, then open http://127.0.0.1:8000/ in two windows
Application app() {
    var app = new Application();
    app.router().get("/", _ -> Response.html(PAGE));
    app.router().webSocket("/chat", this::chat);
    return app;
}

void chat(WebSocket socket) throws Exception {
    sockets.add(socket);
    try {
        for (var message : socket) {
            say(WebSocketSend.text(message.asText()));
        }
    } finally {
        sockets.remove(socket);
    }
}

/// Sending waits for a client that is slow: who takes nothing for a second, or is gone, is left out from now on.
void say(WebSocketSend message) throws Exception {
    for (var each : sockets) {
        try {
            Timeout.within(Duration.ofSeconds(1), () -> send(each, message));
        } catch (IOException | TimeoutException _) {
            sockets.remove(each);
        }
    }
}

Void send(WebSocket socket, WebSocketSend message) throws Exception {
    socket.send(message);
    return null;
}

final String PAGE =
        """
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8">
                <title>WebSocket demo</title>
            </head>
            <body>
                <h1>WebSocket Chat</h1>
                <form>
                    <input type="text" id="text" autocomplete="off" autofocus>
                    <button>Send</button>
                </form>
                <ul id="messages"></ul>
                <script>
                    const socket = new WebSocket("/chat");
                    socket.onmessage = event => {
                        const item = document.createElement("li");
                        item.textContent = event.data;
                        document.getElementById("messages").append(item);
                    };
                    document.querySelector("form").onsubmit = event => {
                        event.preventDefault();
                        const input = document.getElementById("text");
                        socket.send(input.value);
                        input.value = "";
                    };
                </script>
            </body>
        </html>
        """;
