import dev.skein.web.*;

final AppKey<Guestbook> BOOK = AppKey.of("book");

/// Opens a resource at the start and closes it at the end: here a file, elsewhere a pool of database connections.
///
/// Run: `./skein run samples/web-lifecycle/WebLifecycle.java`, then open http://127.0.0.1:8000/?name=Ada
Application app() {
    var app = new Application();
    app.resource(this::openBook);
    app.onStartup(_ -> IO.println("ready"));
    app.onCleanup(_ -> IO.println("done"));
    app.router().get("/", this::sign);
    return app;
}

/// What is returned is closed when the application ends, or when a later step of its start fails.
AutoCloseable openBook(Application app) throws IOException {
    var book = new Guestbook(Path.of(System.getProperty("book", "guests.txt")));
    app.put(BOOK, book);
    return book;
}

Response sign(Request request) throws IOException {
    var book = request.app().get(BOOK);
    book.sign(request.query().get("name", "somebody"));
    return Response.text(String.join("\n", book.guests()));
}

/// For many threads at once, as handlers are.
static final class Guestbook implements AutoCloseable {
    private final Path file;
    private final BufferedWriter out;

    Guestbook(Path file) throws IOException {
        this.file = file;
        this.out =
                Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    synchronized void sign(String name) throws IOException {
        out.write(name.replaceAll("\\R", " ") + "\n");
        out.flush();
    }

    synchronized List<String> guests() throws IOException {
        return Files.readAllLines(file);
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
