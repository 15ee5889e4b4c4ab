import dev.skein.app.*;
import dev.skein.http.Headers;

/// Answers in pieces: each goes out when it is sent.
///
/// Run: `./skein run samples/stream/Stream.java`, then `curl -N http://127.0.0.1:8000/`
static void stream(Message message, Channels channels) throws Exception {
    if (message instanceof HttpRequest) {
        var reply = channels.reply();
        reply.send(HttpResponse.start(200, Headers.of("content-type", "text/plain")));
        for (var piece : List.of("Hello", ", ", "world")) {
            reply.send(HttpChunk.text(piece));
            Thread.sleep(100); // blocks nobody: every call is a task of its own
        }
        reply.send(HttpChunk.end());
    }
}
