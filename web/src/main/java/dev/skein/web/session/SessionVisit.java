package dev.skein.web.session;

import dev.skein.web.Request;
import dev.skein.web.Response;
import dev.skein.web.ResponseHook;
import dev.skein.web.SetCookie;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// One request and its session: loads it when it is asked for, saves it when the response goes.
final class SessionVisit implements ResponseHook {
    private static final Logger LOG = System.getLogger("dev.skein.web.session");

    /// Each attempt that fails is a success of another request: as many in a row, with pauses, do not happen by chance.
    private static final int ATTEMPTS = 32;

    private static final int ATTEMPTS_AT_ONCE = 3;

    /// By how much clocks of servers may differ.
    private static final long SKEW = Duration.ofMinutes(5).toMillis();

    private final Sessions sessions;
    private final Request request;
    private final String cookieName;
    private @Nullable Session session;
    private @Nullable StoredSession stored;
    private @Nullable SetCookie cookie;
    private boolean renewing;
    private boolean forgotten;
    private boolean ended;
    private boolean answered;

    SessionVisit(Sessions sessions, Request request) {
        this.sessions = sessions;
        this.request = request;
        this.cookieName = sessions.cookieName(request);
    }

    boolean isOf(Sessions others) {
        return sessions == others;
    }

    long now() {
        return sessions.clock.millis();
    }

    // ---- loading
    // --------------------------------------------------------------------------------------------------------------

    Session session() throws IOException {
        Session known = session;
        if (known == null) {
            requireOpen();
            known = session = load();
        }
        return known;
    }

    private Session load() throws IOException {
        String token = request.cookie(cookieName);
        SessionContent content = token == null ? null : find(token);
        if (token != null && content == null) {
            LOG.log(
                    Level.DEBUG,
                    "{0}: the session cookie is unknown, expired or not ours",
                    request);
        }
        request.closeAtEnd(this::warnOfLoss);
        return content == null
                ? new Session(this, SessionContent.begin(now()), true)
                : new Session(this, content, false);
    }

    private @Nullable SessionContent find(String token) throws IOException {
        StoredSession found = sessions.storage.load(cookieName, token);
        SessionContent content = found == null ? null : read(found);
        stored = content == null ? null : found;
        return content;
    }

    /// What is in it, unless it has expired, or is nothing of ours.
    private @Nullable SessionContent read(StoredSession found) {
        SessionContent content;
        try {
            content = SessionFormat.decode(found.bytes());
        } catch (IOException _) {
            return null;
        }
        long now = now();
        boolean begun = content.createdAt - SKEW <= now && content.seenAt - SKEW <= now;
        return begun && now < sessions.options.expiry(content) ? content : null;
    }

    // ---- changing
    // -------------------------------------------------------------------------------------------------------------

    void requireOpen() {
        if (answered) {
            throw new IllegalStateException(
                    "expected the session to be used before the response goes, got a call after that: its cookie has gone"
                            + " already. Ask for the session, and change it, before a stream begins to be written");
        }
    }

    void renew() {
        requireOpen();
        renewing = true;
        ended = false;
    }

    /// Ends what is stored, whatever becomes of the request.
    void invalidate() throws IOException {
        StoredSession old = stored;
        stored = null;
        cookie = null;
        renewing = false;
        ended = false;
        forgotten = true;
        if (old != null) {
            sessions.storage.delete(cookieName, old.token());
        }
    }

    /// Drops what was not saved, as the handler has failed.
    void drop() {
        Session known = session;
        if (known != null && !answered) {
            StoredSession kept = stored;
            SessionContent content = kept == null ? null : read(kept);
            known.reset(content == null ? SessionContent.begin(now()) : content);
            renewing = false;
        }
    }

    // ---- saving
    // ---------------------------------------------------------------------------------------------------------------

    /// Saves now, and says whether the session is still there.
    boolean save() throws IOException {
        requireOpen();
        Session known = session();
        boolean needsCookie = stored == null || renewing || !sessions.storage.isServerSide();
        if (request.hasWebSocket() && needsCookie && needsSaving(known)) {
            throw new IllegalStateException(
                    "expected a session that is stored on the server already, got one that needs a new cookie, which a"
                            + " WebSocket cannot set: begin and renew sessions in other requests, and use a storage on the server");
        }
        return commit(known);
    }

    private boolean needsSaving(Session known) {
        if (ended) {
            return false;
        }
        return stored == null
                ? !known.content().isEmpty()
                : renewing || !known.changes().isEmpty() || isRefreshDue(known);
    }

    /// A WebSocket cannot send the client a cookie that lasts longer, so it keeps no session alive.
    private boolean isRefreshDue(Session known) {
        return !request.hasWebSocket() && sessions.options.isRefreshDue(known.content(), now());
    }

    private boolean commit(Session known) throws IOException {
        if (!needsSaving(known)) {
            return !ended;
        }
        StoredSession old = renewing ? stored : null;
        StoredSession saved = store(known);
        if (saved == null) {
            ended = true;
            return false;
        }
        stored = saved;
        renewing = false;
        forgotten = false;
        known.changes().clear();
        cookie = cookie(known.content(), saved.token());
        if (old != null) {
            sessions.storage.delete(cookieName, old.token());
        }
        return true;
    }

    /// How a try to save went.
    ///
    /// @param settled false if another request was faster, whose changes are known now
    /// @param saved null if there is no session any more
    private record Outcome(boolean settled, @Nullable StoredSession saved) {
        private static final Outcome OVERTAKEN = new Outcome(false, null);
    }

    /// Whoever has been overtaken lines up with the others of this process: so each gets through, however many they are.
    ///
    /// @return null if there is no session any more
    private @Nullable StoredSession store(Session known) throws IOException {
        Outcome first = tryToStore(known);
        if (first.settled) {
            return first.saved;
        }
        Semaphore turn = sessions.turn(session().id());
        awaitTurn(turn);
        try {
            for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
                pause(attempt);
                Outcome next = tryToStore(known);
                if (next.settled) {
                    return next.saved;
                }
            }
        } finally {
            turn.release();
        }
        throw new IOException(
                "other requests have changed the session "
                        + ATTEMPTS
                        + " times while this one tried to");
    }

    private Outcome tryToStore(Session known) throws IOException {
        StoredSession before = renewing ? null : stored;
        StoredSession saved = sessions.storage.save(cookieName, before, data(known.content()));
        if (saved != null) {
            return new Outcome(true, saved);
        }
        if (before == null) {
            throw new IllegalStateException(
                    "expected " + sessions.storage + " to save a new session, got null");
        }
        SessionContent current = find(before.token());
        if (current == null) {
            return new Outcome(true, null);
        }
        known.rebase(current);
        // With nothing left to change, whoever was faster has noted the use as well.
        return known.changes().isEmpty() ? new Outcome(true, stored) : Outcome.OVERTAKEN;
    }

    private static void awaitTurn(Semaphore turn) throws InterruptedIOException {
        try {
            turn.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it waited to save a session");
        }
    }

    /// Lets the others through, if there are many.
    private static void pause(int attempt) throws InterruptedIOException {
        if (attempt < ATTEMPTS_AT_ONCE) {
            return;
        }
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(2 * attempt));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it waited to save a session");
        }
    }

    private SessionData data(SessionContent content) {
        if (!request.hasWebSocket()) {
            content.seenAt = now();
        }
        Instant expiry = Instant.ofEpochMilli(sessions.options.expiry(content));
        return new SessionData(SessionFormat.encode(content), expiry, content.owner);
    }

    private SetCookie cookie(SessionContent content, String token) {
        long left = sessions.options.expiry(content) - now();
        return sessions.options.cookie(
                request.isSecure(), token, Duration.ofMillis(Math.max(left, 1000)));
    }

    // ---- the response
    // ---------------------------------------------------------------------------------------------------------

    /// Called again where a stream fails before it has begun: then the cookie is there already.
    @Override
    public Response prepare(Request same, Response response) throws IOException {
        Session known = session;
        if (known == null) {
            answered = true;
            return response;
        }
        if (!answered) {
            answered = true;
            commit(known);
            forget();
        }
        return marked(response);
    }

    private void forget() {
        if (forgotten && cookie == null && request.cookie(cookieName) != null) {
            cookie = sessions.options.cookie(request.isSecure(), "", Duration.ZERO);
        }
    }

    /// Keeps caches from giving it to others.
    private Response marked(Response response) {
        Response varied = response.withVary("cookie");
        SetCookie set = cookie;
        if (set == null) {
            boolean decided = varied.headers().contains("cache-control");
            return decided ? varied : varied.withHeader("cache-control", "private");
        }
        return varied.withPrivateCache().withCookie(set);
    }

    /// Where the hook was not called: a WebSocket was accepted, or a handler has sent its answer by itself.
    private void warnOfLoss() {
        Session known = session;
        if (!answered && known != null && !ended && (renewing || !known.changes().isEmpty())) {
            LOG.log(
                    Level.WARNING,
                    "{0}: changes of the session are lost: no response came by here. Call Session.save() after changes",
                    request);
        }
    }
}
