import dev.skein.app.Channels;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.LifespanShutdown;
import dev.skein.app.LifespanStartup;
import dev.skein.app.Message;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// Opens a file before the first request comes, and closes it after the last one is answered: a visitors' book.
///
/// Run: `./skein run samples/lifespan/Lifespan.java`; the book is `visitors.txt`.
class Lifespan {
    private PrintWriter book;

    void visit(Message message, Channels channels) throws Exception {
        switch (message) {
            case LifespanStartup _ ->
                    book = open(Path.of(System.getProperty("book", "visitors.txt")));
            case LifespanShutdown _ -> book.close();
            case HttpRequest request -> {
                book.println(request.path());
                channels.reply().send(HttpResponse.text("Thank you for your visit."));
            }
            default -> {}
        }
    }

    /// What startup throws keeps the server from starting.
    private static PrintWriter open(Path path) throws IOException {
        return new PrintWriter(Files.newBufferedWriter(path));
    }
}
