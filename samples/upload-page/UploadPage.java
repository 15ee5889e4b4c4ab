import dev.skein.web.*;

/// A page that uploads a file, with a bar that shows how far it is.
///
/// Run: `./skein run samples/upload-page/UploadPage.java`, then open http://127.0.0.1:8000/
Application app() {
    var app = new Application();
    app.router().get("/", _ -> Response.html(PAGE));
    app.router().post("/files", this::take).bodyLimit(1L << 30);
    return app;
}

record Uploaded(String name, long size) {}

/// Reads the file as it comes: it is never in memory, and never on disk unless you put it there.
Response take(Request request) throws Exception {
    for (var part : request.multipart()) {
        if ("file".equals(part.name())) {
            return Response.json(new Uploaded(part.filename(), count(part.body())));
        }
    }
    return Response.text("expected a field named file").withStatus(400);
}

long count(InputStream body) throws IOException {
    return body.transferTo(OutputStream.nullOutputStream());
}

final String PAGE =
        """
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8">
                <title>Upload</title>
            </head>
            <body>
                <h1>Upload</h1>
                <form>
                    <input type="file" name="file" id="file" required>
                    <button>Send</button>
                </form>
                <progress id="progress" value="0" max="1"></progress>
                <p id="result"></p>
                <script>
                    document.querySelector("form").onsubmit = event => {
                        event.preventDefault();
                        const request = new XMLHttpRequest();
                        request.upload.onprogress = progress => {
                            document.getElementById("progress").value = progress.loaded / progress.total;
                        };
                        request.onload = () => {
                            const file = request.status === 200 ? JSON.parse(request.responseText) : null;
                            document.getElementById("result").textContent =
                                file ? file.name + ": " + file.size + " bytes" : request.responseText;
                        };
                        request.open("POST", "/files");
                        request.send(new FormData(event.target));
                    };
                </script>
            </body>
        </html>
        """;
