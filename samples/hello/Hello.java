import dev.skein.app.*;

/// The smallest application: one method, which answers every message.
///
/// Run: `./skein run samples/hello/Hello.java`, then open http://127.0.0.1:8000/
static void hello(Message message, Channels channels) throws Exception {
    channels.reply().send(HttpResponse.text("Hello, world"));
}
