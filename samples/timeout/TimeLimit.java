import dev.skein.client.*;
import dev.skein.loop.Timeout;

/// Two ways to wait no longer than a second and a half: a limit on one call, and one on whatever a block does.
///
/// Run: `./skein run samples/timeout/TimeLimit.java http://127.0.0.1:8000/`
void main(String[] arguments) throws Exception {
    var limit = Duration.ofMillis(1500);
    try (var session = ClientSession.create()) {
        try {
            IO.println(session.get(arguments[0]).timeout(limit).send().text());
        } catch (ClientTimeoutException e) {
            IO.println(e.getMessage());
        }
        try {
            IO.println(Timeout.within(limit, () -> session.get(arguments[0]).send().text()));
        } catch (TimeoutException e) {
            IO.println(e.getMessage());
        }
    }
}
