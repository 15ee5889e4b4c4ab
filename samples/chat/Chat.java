import dev.skein.app.*;
import dev.skein.loop.Timeout;

static final Set<Channel> clients = ConcurrentHashMap.newKeySet();

/// A chat: what one says, all get. The page is served by the same application.
///
/// Run: `./skein run samples/chat/Chat.java`, then open http://127.0.0.1:8000/ in two windows
static void chat(Message message, Channels channels) throws Exception {
    switch (message) {
        case WebSocketConnect _ -> clients.add(channels.reply());
        case WebSocketReceive received when received.text() != null -> say(received.text());
        case WebSocketDisconnect _ -> clients.remove(channels.reply());
        case HttpRequest _ -> channels.reply().send(HttpResponse.html(PAGE));
        default -> {}
    }
}

/// Sending waits for a client that is slow: who takes nothing for a second, or is gone, is left out from now on.
static void say(String text) throws Exception {
    var message = WebSocketSend.text(text);
    for (var client : clients) {
        try {
            Timeout.within(Duration.ofSeconds(1), () -> send(client, message));
        } catch (DisconnectedException | TimeoutException _) {
            clients.remove(client);
        }
    }
}

static Void send(Channel client, Message message) throws Exception {
    client.send(message);
    return null;
}

static final String PAGE =
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
                    const socket = new WebSocket("ws" + location.href.slice(4));
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
