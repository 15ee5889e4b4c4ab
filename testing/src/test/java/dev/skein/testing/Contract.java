package dev.skein.testing;

import dev.skein.app.App;
import dev.skein.app.Channels;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import java.util.function.Function;

/// What the contracts have in common: a client of one kind for an application that is put down in a line.
abstract class Contract {
    final Clients kind;

    Contract(Clients kind) {
        this.kind = kind;
    }

    /// An application that only knows requests.
    @FunctionalInterface
    interface Answering {
        void answer(HttpRequest request, Channels channels) throws Exception;
    }

    static App app(Answering answering) {
        return (message, channels) -> {
            if (message instanceof HttpRequest request) {
                answering.answer(request, channels);
            }
        };
    }

    final TestClient client(Answering answering) throws Exception {
        return kind.of(app(answering));
    }

    final TestClient client(TestOptions options, Answering answering) throws Exception {
        return kind.of(app(answering), options);
    }

    /// Answers with what a function makes of the request.
    final TestClient telling(Function<HttpRequest, String> teller) throws Exception {
        return client((request, channels) -> text(channels, teller.apply(request)));
    }

    static void text(Channels channels, String text) throws Exception {
        channels.reply().send(HttpResponse.text(text));
    }

    static String field(HttpRequest request, String name) {
        return String.valueOf(request.headers().get(name));
    }
}
