package dev.skein.web.session;

import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.RequestKey;
import dev.skein.web.Response;
import dev.skein.web.exception.HttpException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/// Gives each request its session.
///
/// ```java
/// app.use(Sessions.middleware(new MemoryStorage()));
/// app.router().post("/login", request -> {
///     String user = checkPassword(request.form());
///     Session session = Sessions.of(request);
///     session.renew();
///     session.owner(user);
///     session.put("user", user);
///     throw new HttpSeeOther("/");
/// });
/// ```
///
/// Nothing is loaded until a handler asks. What it has changed is saved just before the response goes: also where an [HttpException] is
/// thrown, which is an answer; but not where the handler fails by any other exception: then its changes are dropped, except for
/// [Session#invalidate()] and what was saved by [Session#save()].
///
/// A response to which a session has contributed says so to caches: `vary: cookie`, and `cache-control: private` unless the handler has
/// its own; with a new cookie always, as nobody else must get that.
///
/// For any number of threads. One application has one of these; a mounted one may not bring another.
public final class Sessions implements Middleware {
    private static final int TURNS = 64;
    private static final RequestKey<SessionVisit> VISIT = RequestKey.of("session");

    final SessionStorage storage;
    final SessionOptions options;
    final InstantSource clock;

    /// Whose turn it is to save, for sessions that several requests change at once; many sessions share one. No lock, for it is kept
    /// while a storage is waited for.
    private final Semaphore[] turns = new Semaphore[TURNS];

    private final String plainName;
    private final String secureName;

    private Sessions(SessionStorage storage, SessionOptions options, InstantSource clock) {
        this.storage = storage;
        this.options = options;
        this.clock = clock;
        this.plainName = options.cookieName(false);
        this.secureName = options.cookieName(true);
        Arrays.setAll(turns, _ -> new Semaphore(1, true));
    }

    Semaphore turn(String id) {
        return turns[Math.floorMod(id.hashCode(), TURNS)];
    }

    /// Sessions with the default options.
    public static Middleware middleware(SessionStorage storage) {
        return middleware(storage, SessionOptions.defaults());
    }

    /// Sessions with some options.
    public static Middleware middleware(SessionStorage storage, SessionOptions options) {
        return middleware(storage, options, InstantSource.system());
    }

    /// Sessions with a clock of one's own, for tests.
    public static Middleware middleware(
            SessionStorage storage, SessionOptions options, InstantSource clock) {
        return new Sessions(storage, options, clock);
    }

    /// The session of a request: loaded by the first call, the same for all. Where the client has none, or none that is valid, a new
    /// one, which is not kept as long as it is empty.
    ///
    /// @throws IOException if the storage fails
    /// @throws IllegalStateException if the middleware is missing, or the first call comes only after the response has gone
    public static Session of(Request request) throws IOException {
        SessionVisit visit = request.get(VISIT);
        if (visit == null) {
            throw new IllegalStateException(
                    "expected a request with sessions, got none for "
                            + request
                            + ": app.use(Sessions.middleware(storage)) gives them");
        }
        return visit.session();
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        SessionVisit visit = visit(request);
        try {
            Response response = next.handle(request);
            if (response.status() >= 500) {
                visit.drop(); // a middleware inside has made a page of a failure
            }
            return response;
        } catch (HttpException e) {
            if (e.status() >= 500) {
                visit.drop();
            }
            throw e;
        } catch (Exception e) {
            visit.drop();
            throw e;
        }
    }

    String cookieName(Request request) {
        return request.isSecure() ? secureName : plainName;
    }

    /// One for a request, also if another middleware calls this one again.
    private SessionVisit visit(Request request) {
        SessionVisit known = request.get(VISIT);
        if (known == null) {
            known = new SessionVisit(this, request);
            request.put(VISIT, known);
            request.onResponse(known);
        } else if (!known.isOf(this)) {
            throw new IllegalStateException(
                    "expected one Sessions.middleware around a handler, got two: leave it to the outer application");
        }
        return known;
    }
}
