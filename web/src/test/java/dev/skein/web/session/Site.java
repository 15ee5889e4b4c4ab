package dev.skein.web.session;

import dev.skein.web.Application;
import dev.skein.web.Handler;
import dev.skein.web.Request;
import dev.skein.web.Response;
import dev.skein.web.exception.HttpSeeOther;

/// An application with sessions, for tests.
final class Site {
    final TestClock clock;
    final Application app = new Application();

    Site(SessionStorage storage) {
        this(storage, SessionOptions.defaults(), new TestClock());
    }

    Site(SessionStorage storage, SessionOptions options, TestClock clock) {
        this.clock = clock;
        app.use(Sessions.middleware(storage, options, clock));
        app.router().get("/plain", _ -> Response.text("plain"));
        app.router().get("/read", request -> Response.text(value(request)));
        app.router().get("/put", Site::put);
        app.router().get("/login", Site::login);
        app.router().get("/logout", Site::logout);
    }

    static Site inMemory() {
        return inMemory(SessionOptions.defaults());
    }

    static Site inMemory(SessionOptions options) {
        TestClock clock = new TestClock();
        return new Site(new MemoryStorage(100, clock), options, clock);
    }

    Site get(String path, Handler handler) {
        app.router().get(path, handler);
        return this;
    }

    Visitor visitor() {
        return new Visitor(app);
    }

    private static String value(Request request) throws Exception {
        String value = Sessions.of(request).get("value");
        return value == null ? "none" : value;
    }

    private static Response put(Request request) throws Exception {
        String value = request.query("value");
        Sessions.of(request).put("value", value == null ? "something" : value);
        return Response.text("put");
    }

    private static Response login(Request request) throws Exception {
        Session session = Sessions.of(request);
        session.renew();
        session.owner("ada");
        session.put("value", "ada");
        throw new HttpSeeOther("/");
    }

    private static Response logout(Request request) throws Exception {
        Sessions.of(request).invalidate();
        return Response.text("bye");
    }
}
