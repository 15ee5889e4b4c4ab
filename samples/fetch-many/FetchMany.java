import dev.skein.client.*;
import dev.skein.loop.TaskScope;

/// Asks for a hundred pages at once, over eight connections at most.
///
/// Run: `./skein run samples/fetch-many/FetchMany.java http://127.0.0.1:8000/`
void main(String[] arguments) throws Exception {
    var options = ClientOptions.defaults().withPool(PoolOptions.defaults().withPerOrigin(8));
    try (var session = ClientSession.create(options);
            var scope = TaskScope.open()) {
        for (int i = 0; i < 100; i++) {
            String url = arguments[0] + "?page=" + i;
            scope.fork(
                    () -> {
                        String text = session.get(url).raiseForStatus().send().text();
                        IO.println(url + ": " + text.length() + " characters");
                        return text;
                    });
        }
        scope.join();
        IO.println(session.openConnections() + " connections");
    }
}
