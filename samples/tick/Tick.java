import dev.skein.app.*;
import dev.skein.loop.EventLoop;
import java.time.format.DateTimeFormatter;

static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

/// Sends the time to every WebSocket, roughly once a second: a task for each.
///
/// Run: `./skein run samples/tick/Tick.java`, then connect to ws://127.0.0.1:8000/
static void tick(Message message, Channels channels) {
    if (message instanceof WebSocketConnect) {
        var reply = channels.reply();
        EventLoop.current().createTask(() -> sendTimes(reply));
    }
}

static Void sendTimes(Channel channel) throws Exception {
    try {
        while (true) {
            channel.send(WebSocketSend.text(LocalDateTime.now().format(FORMAT)));
            EventLoop.current().sleep(Duration.ofSeconds(1));
        }
    } catch (DisconnectedException _) {
        return null;
    }
}
