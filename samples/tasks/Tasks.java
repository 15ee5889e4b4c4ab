import dev.skein.app.*;
import dev.skein.loop.*;

/// Asks two slow sources at once, and waits for neither longer than a second.
///
/// Run: `./skein run samples/tasks/Tasks.java`, then `curl -i http://127.0.0.1:8000/`
static void page(Message message, Channels channels) throws Exception {
    if (message instanceof HttpRequest) {
        channels.reply().send(answer());
    }
}

static HttpResponse answer() throws Exception {
    try (var scope = TaskScope.open()) {
        var weather = scope.fork(() -> ask("sunny"));
        var traffic = scope.fork(() -> ask("dense"));
        Timeout.within(Duration.ofSeconds(1), scope::join);
        return HttpResponse.text("weather: " + weather.join() + ", traffic: " + traffic.join());
    } catch (TimeoutException _) {
        return HttpResponse.text(504, "one of them is asleep");
    }
}

/// Stands for a call to another service: waiting blocks this task and nothing else.
static String ask(String answer) throws InterruptedException {
    EventLoop.current().sleep(Duration.ofMillis(100));
    return answer;
}
