import dev.skein.client.*;

/// Sends a file in a form, and tells how far it has come.
///
/// Run: `./skein run samples/upload-file/UploadFile.java http://127.0.0.1:8000/ picture.jpg`
void main(String[] arguments) throws Exception {
    try (var session = ClientSession.create()) {
        var form = new FormData().field("title", "Holidays").file("picture", Path.of(arguments[1]));
        var response =
                session.post(arguments[0])
                        .multipart(form)
                        .onUpload((sent, total) -> IO.println(100 * sent / total + " %"))
                        .send();
        IO.println(response.status() + " " + response.text());
    }
}
