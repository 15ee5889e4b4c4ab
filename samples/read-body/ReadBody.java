import dev.skein.app.*;
import java.io.ByteArrayOutputStream;

/// Sends a request's body back once it has all come.
///
/// Run: `./skein run samples/read-body/ReadBody.java`, then `curl -d 'some text' http://127.0.0.1:8000/`
static void echoBody(Message message, Channels channels) throws Exception {
    if (message instanceof HttpRequest request) {
        channels.reply().send(HttpResponse.text(new String(readBody(request, channels))));
    }
}

/// The beginning of a body comes with the request, the rest in chunks. To see how: `request.readBody(channels, limit)` does
/// the same, and sets a limit besides.
private static byte[] readBody(HttpRequest request, Channels channels) throws Exception {
    var body = new ByteArrayOutputStream();
    body.writeBytes(request.content());
    boolean more = request.moreContent();
    while (more) {
        var chunk = (HttpChunk) channels.body().receive();
        body.writeBytes(chunk.content());
        more = chunk.moreContent();
    }
    return body.toByteArray();
}
