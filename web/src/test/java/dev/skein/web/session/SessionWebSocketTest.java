package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketSend;
import dev.skein.web.Response;
import dev.skein.web.TestSocket;
import dev.skein.web.WebSocket;
import dev.skein.web.exception.HttpForbidden;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Sessions in WebSockets: readable, and saved when asked.
final class SessionWebSocketTest {
    private static final CookieStorage COOKIES = CookieStorage.fromSecret("0123456789".repeat(4));

    /// Says what is in the session; then puts each message there, and says how that went.
    private static Site withSocket(Site site) {
        site.app.router().webSocket("/ws", SessionWebSocketTest::serve);
        return site;
    }

    private static void serve(WebSocket socket) throws Exception {
        Session session = Sessions.of(socket.request());
        socket.send(String.valueOf(session.get("value")));
        for (var message : socket) {
            session.put("value", message.asText());
            socket.send(saved(session));
        }
    }

    private static String saved(Session session) throws Exception {
        try {
            return "" + session.save();
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String text(Message message) {
        assertThat(message).isInstanceOf(WebSocketSend.class);
        return String.valueOf(((WebSocketSend) message).text());
    }

    private static TestSocket open(Visitor visitor) throws Exception {
        TestSocket socket = visitor.call("/ws").webSocket();
        assertThat(socket.next()).isInstanceOf(WebSocketAccept.class);
        return socket;
    }

    @Test
    void changesAreSavedAsOftenAsAsked() throws Exception {
        Visitor visitor = withSocket(Site.inMemory()).visitor();
        visitor.get("/put?value=tea");
        TestSocket socket = open(visitor);
        assertThat(text(socket.next())).isEqualTo("tea");
        for (String value : new String[] {"milk", "sugar"}) {
            socket.say(value);
            assertThat(text(socket.next())).isEqualTo("true");
            assertThat(visitor.read()).isEqualTo(value);
        }
        socket.end(1000);
        socket.join();
        assertThat(visitor.read()).isEqualTo("sugar");
    }

    @Test
    void socketLearnsThatTheSessionHasEnded() throws Exception {
        Visitor visitor = withSocket(Site.inMemory()).visitor();
        visitor.get("/login");
        TestSocket socket = open(visitor);
        assertThat(text(socket.next())).isEqualTo("ada");
        visitor.get("/logout");
        socket.say("still here");
        assertThat(text(socket.next())).isEqualTo("false");
        socket.say("again");
        assertThat(text(socket.next())).isEqualTo("false");
        socket.end(1000);
        socket.join();
    }

    @Test
    void openSocketKeepsNoSessionAlive() throws Exception {
        Site site = withSocket(Site.inMemory());
        Visitor visitor = site.visitor();
        visitor.get("/put?value=tea");
        TestSocket socket = open(visitor);
        assertThat(text(socket.next())).isEqualTo("tea");
        site.clock.advance(Duration.ofHours(23));
        socket.say("milk");
        assertThat(text(socket.next())).isEqualTo("true");
        site.clock.advance(Duration.ofHours(1));
        socket.say("sugar");
        assertThat(text(socket.next())).isEqualTo("false");
        socket.end(1000);
        socket.join();
        assertThat(visitor.read()).isEqualTo("none");
    }

    @Test
    void whatNeedsACookieCannotBeSaved() throws Exception {
        TestSocket anonymous = open(withSocket(Site.inMemory()).visitor());
        assertThat(text(anonymous.next())).isEqualTo("null");
        anonymous.say("milk");
        assertThat(text(anonymous.next())).contains("a WebSocket cannot set");
        anonymous.end(1000);
        anonymous.join();

        Visitor visitor = withSocket(new Site(COOKIES)).visitor();
        visitor.get("/put?value=tea");
        TestSocket socket = open(visitor);
        assertThat(text(socket.next())).isEqualTo("tea");
        socket.say("milk");
        assertThat(text(socket.next())).contains("use a storage on the server");
        socket.end(1000);
        socket.join();
        assertThat(visitor.read()).isEqualTo("tea");
    }

    @Test
    void refusalOfASocketSavesAsAnyResponse() throws Exception {
        Site site = Site.inMemory();
        site.get(
                "/refused",
                request -> {
                    Sessions.of(request).put("value", "refused");
                    throw new HttpForbidden("no");
                });
        site.get(
                "/answered",
                request -> {
                    Sessions.of(request).put("value", "answered");
                    return Response.text("no socket here");
                });
        for (String name : new String[] {"refused", "answered"}) {
            TestSocket socket = site.visitor().call("/" + name).webSocket();
            Message answer = socket.next();
            assertThat(answer).isInstanceOf(HttpResponse.class);
            assertThat(((HttpResponse) answer).headers().get("set-cookie"))
                    .startsWith(Visitor.COOKIE + "=");
            socket.join();
        }
    }
}
