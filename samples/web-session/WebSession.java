import dev.skein.web.*;
import dev.skein.web.exception.*;
import dev.skein.web.session.*;

/// Remembers who has logged in, in a cookie that nobody else can read or change.
///
/// Run: `SECRET=$(openssl rand -hex 32) ./skein run samples/web-session/WebSession.java`, then open http://127.0.0.1:8000/
Application app() {
    var app = new Application();
    app.use(Sessions.middleware(CookieStorage.fromSecret(secret())));
    app.router().get("/", this::home);
    app.router().post("/login", this::login);
    app.router().post("/logout", this::logout);
    return app;
}

Response home(Request request) throws Exception {
    var session = Sessions.of(request);
    var name = session.get("name");
    if (name == null) {
        return Response.html(
                "<form method=post action=/login><input name=name><button>Log in</button></form>");
    }
    int visits = Objects.requireNonNullElse(session.get("visits", Integer.class), 0) + 1;
    session.put("visits", visits);
    return Response.html(
            "<p>Hello, %s, for the %d. time</p><form method=post action=/logout><button>Log out</button></form>"
                    .formatted(Html.escape(name), visits));
}

Response login(Request request) throws Exception {
    var session = Sessions.of(request);
    session.renew();
    session.put("name", request.form().require("name"));
    throw new HttpSeeOther("/");
}

Response logout(Request request) throws Exception {
    Sessions.of(request).invalidate();
    throw new HttpSeeOther("/");
}

/// Whoever knows it can make sessions: keep it out of the source. A new one each time logs everybody out at a restart.
String secret() {
    var named = System.getenv("SECRET");
    return named != null ? named : UUID.randomUUID().toString() + UUID.randomUUID();
}
