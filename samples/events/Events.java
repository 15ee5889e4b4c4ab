import dev.skein.web.*;

/// A page that shows the time, told by server-sent events. A browser that was away gets what comes after the last event it has seen.
///
/// Run: `./skein run samples/events/Events.java`, then open http://127.0.0.1:8000/
Application app() {
    var app = new Application();
    app.router().get("/", _ -> Response.html(PAGE));
    app.router().get("/ticks", _ -> Response.events(this::tick));
    return app;
}

void tick(EventStream events) throws Exception {
    var last = events.lastEventId();
    for (long count = last == null ? 1 : Long.parseLong(last) + 1; events.isOpen(); count++) {
        events.send(
                ServerSentEvent.of(LocalTime.now().withNano(0).toString())
                        .withId(String.valueOf(count)));
        Thread.sleep(Duration.ofSeconds(1));
    }
}

final String PAGE =
        """
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8">
                <title>Time</title>
            </head>
            <body>
                <h1 id="time">…</h1>
                <p id="count"></p>
                <script>
                    const source = new EventSource("/ticks");
                    source.onmessage = event => {
                        document.getElementById("time").textContent = event.data;
                        document.getElementById("count").textContent = event.lastEventId;
                    };
                </script>
            </body>
        </html>
        """;
