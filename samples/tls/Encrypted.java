import dev.skein.app.*;

/// Tells how the connection is encrypted.
///
/// Make a certificate for tests (it is worth nothing elsewhere), and run:
/// ```
/// openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 \
///     -subj /CN=localhost -addext subjectAltName=DNS:localhost
/// ./skein run samples/tls/Encrypted.java --ssl-keyfile key.pem --ssl-certfile cert.pem
/// curl --cacert cert.pem https://localhost:8000/
/// ```
static void encrypted(Message message, Channels channels) throws Exception {
    if (message instanceof HttpRequest request) {
        var tls = request.tls();
        var text = tls == null ? "not encrypted" : tls.protocol() + " with " + tls.cipherSuite();
        channels.reply().send(HttpResponse.text(request.scheme() + ": " + text));
    }
}
