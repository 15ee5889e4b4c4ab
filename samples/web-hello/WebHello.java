import dev.skein.web.*;

/// The smallest web application, and one variable in a path.
///
/// Run: `./skein run samples/web-hello/WebHello.java`, then open http://127.0.0.1:8000/
Application app() {
    var app = new Application();
    app.router().get("/", request -> Response.text("Hello, world"));
    app.router().get("/hello/{name}", this::greet);
    return app;
}

Response greet(Request request) {
    return Response.text("Hello, " + request.parameter("name"));
}
