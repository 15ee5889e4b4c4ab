import dev.skein.app.*;
import dev.skein.http.Headers;

/// Sends a request's body back piece by piece, as it comes; it may be larger than memory.
///
/// `send` waits while the client takes nothing, so nothing is received meanwhile, so the client is held back in turn.
///
/// Run: `./skein run samples/echo/Echo.java`, then `curl -T some-file http://127.0.0.1:8000/`
static void echo(Message message, Channels channels) throws Exception {
    if (message instanceof HttpRequest request) {
        var reply = channels.reply();
        var headers = Headers.of("content-type", "application/octet-stream");
        reply.send(new HttpResponse(200, headers, request.content(), request.moreContent()));
        boolean more = request.moreContent();
        while (more) {
            var chunk = (HttpChunk) channels.body().receive();
            more = chunk.moreContent();
            reply.send(new HttpChunk(chunk.content(), more, Headers.EMPTY));
        }
    }
}
