import dev.skein.client.*;

/// A session keeps connections and cookies from one request to the next.
///
/// Run: `./skein run samples/session/Session.java http://127.0.0.1:8000/`
void main(String[] arguments) throws Exception {
    try (var session = ClientSession.create()) {
        for (int i = 0; i < 3; i++) {
            try (var response = session.get(arguments[0]).send()) {
                IO.println(response.status());
                IO.println(response.text());
            }
        }
        IO.println(
                session.openConnections()
                        + " connection, "
                        + session.cookies().size()
                        + " cookies");
    }
}
