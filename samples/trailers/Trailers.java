import dev.skein.app.*;
import dev.skein.http.Headers;
import java.security.MessageDigest;

/// Sends a checksum after the body, where it costs no second look at the data (RFC 9110 §6.5).
///
/// Run: `./skein run samples/trailers/Trailers.java`, then `curl -i --raw -H 'TE: trailers' http://127.0.0.1:8000/`
static void count(Message message, Channels channels) throws Exception {
    if (message instanceof HttpRequest) {
        var reply = channels.reply();
        var digest = MessageDigest.getInstance("SHA-256");
        reply.send(
                HttpResponse.start(
                        200, Headers.of("content-type", "text/plain", "trailer", "repr-digest")));
        for (int i = 1; i <= 1000; i++) {
            var line = (i + "\n").getBytes();
            digest.update(line);
            reply.send(HttpChunk.of(line));
        }
        var sum = Base64.getEncoder().encodeToString(digest.digest());
        reply.send(HttpChunk.end(Headers.of("repr-digest", "sha-256=:" + sum + ":")));
    }
}
