import dev.skein.app.*;

/// Tells the browser what a page will need while the page is still being made (status 103, RFC 8297).
///
/// Run: `./skein run samples/early-hints/EarlyHints.java`, then `curl -i http://127.0.0.1:8000/`
static void page(Message message, Channels channels) throws Exception {
    if (message instanceof HttpRequest request) {
        if (request.path().equals("/style.css")) {
            channels.reply().send(HttpResponse.text(STYLE).withHeader("content-type", "text/css"));
            return;
        }
        channels.reply().send(HttpEarlyHints.links("</style.css>; rel=preload; as=style"));
        Thread.sleep(200); // a slow database
        channels.reply().send(HttpResponse.html(PAGE));
    }
}

private static final String STYLE = "h1 { color: teal }";

private static final String PAGE =
        """
        <!DOCTYPE html>
        <link rel="stylesheet" href="/style.css">
        <h1>Worth the wait</h1>
        """;
