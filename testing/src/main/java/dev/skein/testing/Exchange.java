package dev.skein.testing;

import dev.skein.client.RequestBody;
import dev.skein.client.cookie.CookieJar;
import dev.skein.http.Headers;
import dev.skein.http.Url;
import dev.skein.http.UrlException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One request and those that its redirects ask for: the cookies, and what to make of an application that fails. Both kinds of [Wire] get
/// it from here, so that they do not differ.
final class Exchange {
    private static final int MOST_REDIRECTS = 10;
    private static final int SERVER_ERROR = 500;
    private static final AtomicLong IDS = new AtomicLong();

    private static final List<String> ABOUT_THE_BODY =
            List.of("content-type", "content-length", "content-encoding");

    private final TestClient client;
    private final boolean followRedirects;
    private final List<TestResponse> history = new ArrayList<>();

    Exchange(TestClient client, boolean followRedirects) {
        this.client = client;
        this.followRedirects = followRedirects;
    }

    /// Sends it, and waits for the head of the last response.
    TestStream send(Ask first) throws InterruptedException {
        Ask ask = first;
        while (true) {
            TestStream stream = sendOne(ask);
            Ask next = followRedirects ? redirected(ask, stream) : null;
            if (next == null) {
                return stream;
            }
            try (stream) {
                history.add(stream.response(new byte[0]));
            }
            if (history.size() > MOST_REDIRECTS) {
                throw new AssertionError(
                        first.what() + ": more than " + MOST_REDIRECTS + " redirects: " + history);
            }
            ask = next;
        }
    }

    private TestStream sendOne(Ask ask) throws InterruptedException {
        Answer answer;
        try {
            answer = client.wire().send(marked(ask));
        } catch (IOException e) {
            throw client.failed(ask, e);
        }
        received(ask, answer);
        return new TestStream(client, ask, answer, List.copyOf(history));
    }

    /// Opens a WebSocket.
    TestWebSocket open(Ask ask, List<String> subprotocols) throws InterruptedException {
        try {
            Socket socket = client.wire().open(marked(ask), subprotocols);
            client.cookies().receive(ask.url(), socket.headers());
            return new TestWebSocket(client, ask, socket);
        } catch (Wire.RefusedException e) {
            received(ask, e.answer());
            TestStream stream = new TestStream(client, ask, e.answer(), List.of());
            throw new RefusedHandshakeError(stream.whole());
        } catch (IOException e) {
            throw client.failed(ask, e);
        }
    }

    /// With cookies, and the id by which its call is known again.
    private Ask marked(Ask ask) {
        Headers headers = ask.headers().with(Observed.FIELD, ask.id());
        CookieJar jar = client.cookies();
        String stored = jar.header(ask.url(), null, ask.method());
        List<String> own = headers.getAll("cookie");
        if (stored != null || own.size() > 1) {
            List<String> all = new ArrayList<>();
            if (stored != null) {
                all.add(stored);
            }
            all.addAll(own);
            headers = headers.with("cookie", String.join("; ", all));
        }
        return new Ask(ask.id(), ask.method(), ask.url(), headers, ask.body());
    }

    /// A 500 may stand for an exception that a test had rather see.
    private void received(Ask ask, Answer answer) {
        client.cookies().receive(ask.url(), answer.headers());
        Throwable failure =
                answer.status() == SERVER_ERROR ? client.failureBehindAnswer(ask) : null;
        if (failure != null) {
            answer.close();
            throw TestClient.failed(ask, failure);
        }
    }

    // ---- redirects

    /// What the response asks for (RFC 9110 §15.4); null if it is for the caller.
    private @Nullable Ask redirected(Ask ask, TestStream response) {
        Url target = target(ask, response);
        if (target == null) {
            return null;
        }
        String id = ask.id() + "." + IDS.incrementAndGet();
        boolean becomesGet =
                switch (response.status()) {
                    case 303 -> !ask.method().equals("HEAD");
                    case 301, 302 -> ask.method().equals("POST");
                    default -> false;
                };
        if (!becomesGet) {
            return new Ask(id, ask.method(), target, ask.headers(), ask.body());
        }
        Headers headers = ask.headers();
        for (String name : ABOUT_THE_BODY) {
            headers = headers.without(name);
        }
        return new Ask(id, "GET", target, headers, RequestBody.none());
    }

    private static @Nullable Url target(Ask ask, TestStream response) {
        String location = response.header("location");
        boolean redirect =
                switch (response.status()) {
                    case 301, 302, 303, 307, 308 -> true;
                    default -> false;
                };
        if (!redirect || location == null) {
            return null;
        }
        try {
            Url target = ask.url().resolve(location);
            return target.isSameOrigin(ask.url()) ? target : null;
        } catch (UrlException _) {
            return null; // the test will see it
        }
    }
}
