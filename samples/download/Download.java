import dev.skein.app.Channels;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.http.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Sends a file, which goes from the disk to the socket without passing through this process.
///
/// Run: `./skein run samples/download/Download.java`, then `curl -OJ http://127.0.0.1:8000/`
class Download {
    private final Path file = Files.createTempFile("numbers", ".csv");

    /// One instance serves all requests.
    Download() throws IOException {
        file.toFile().deleteOnExit();
        var numbers = new StringBuilder();
        for (int i = 1; i <= 10_000; i++) {
            numbers.append(i).append(',').append((long) i * i).append('\n');
        }
        Files.writeString(file, numbers);
    }

    void download(Message message, Channels channels) throws Exception {
        if (message instanceof HttpRequest) {
            var headers =
                    Headers.of(
                            "content-type", "text/csv",
                            "content-length", Long.toString(Files.size(file)),
                            "content-disposition", "attachment; filename=\"numbers.csv\"");
            channels.reply().send(HttpResponse.start(200, headers));
            channels.reply().send(HttpFile.of(file));
        }
    }
}
