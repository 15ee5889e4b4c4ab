import dev.skein.client.*;

record Page(String title, int visits) {}

/// What one can do with a session, in short: JSON, forms, middlewares, retries, errors.
///
/// Run: `./skein run samples/client-tour/ClientTour.java http://127.0.0.1:8000/`
void main(String[] arguments) throws Exception {
    var options =
            ClientOptions.defaults()
                    .withBaseUrl(arguments[0])
                    .withHeader("accept", "application/json")
                    .withTimeouts(ClientTimeouts.defaults().withTotal(Duration.ofSeconds(10)))
                    .withMiddlewares(this::timed);
    try (var session = ClientSession.create(options)) {
        Page page = session.get("page").query("id", "7").send().json(Page.class);
        IO.println(page.title() + ", seen " + page.visits() + " times");

        session.post("page")
                .json(new Page("Home", page.visits() + 1))
                .raiseForStatus()
                .send()
                .close();
        session.post("form").form(Map.of("name", "Ada", "age", "36")).send().close();

        stream(session);
        trouble(session);
    }
}

/// A body is read as it comes, and the server waits while it is not.
void stream(ClientSession session) throws Exception {
    try (var response = session.get("lines").send();
            var lines = new BufferedReader(new InputStreamReader(response.body()))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            IO.println("> " + line);
        }
    }
}

/// Every failure is a ClientException that says what happened, to which URL, and how far the request had come.
void trouble(ClientSession session) throws Exception {
    try {
        session.get("missing").raiseForStatus().send();
    } catch (StatusException e) {
        IO.println("status " + e.status());
    }
    try {
        session.get("http://127.0.0.1:1/").send();
    } catch (ClientException e) {
        IO.println(e.phase() + " failed");
    }
}

/// A middleware stands around every request: here it takes the time.
ClientResponse timed(ClientRequest request, ClientMiddleware.Next next)
        throws IOException, InterruptedException {
    long began = System.nanoTime();
    ClientResponse response = next.send(request);
    long took = (System.nanoTime() - began) / 1_000_000;
    IO.println(request.method() + " " + request.url().path() + " took " + took + " ms");
    return response;
}
