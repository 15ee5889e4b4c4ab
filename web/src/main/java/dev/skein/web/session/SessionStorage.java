package dev.skein.web.session;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Where sessions are kept: a published SPI.
///
/// A *token* is what the client holds, as the value of its cookie: on a server-side storage a random name, otherwise the session itself.
/// Tokens come from strangers: anything may be in them. A token is good only for the cookie name that it was made for.
///
/// Called by many threads at once, which may block. What fails in the world is an [IOException], an interruption an
/// [java.io.InterruptedIOException]; the request is then answered with 500, and nothing is assumed about the session.
public interface SessionStorage {
    /// What is kept under a token, or null if there is nothing: it is unknown, forged, revoked or expired.
    ///
    /// @param cookieName of the cookie that the token came in
    @Nullable StoredSession load(String cookieName, String token) throws IOException;

    /// Keeps a session, if nobody else has changed it in the meantime.
    ///
    /// @param before what is to be replaced, as it was loaded or saved last; null for a new session, which gets a new token of at least
    ///     128 random bits
    /// @return what is kept now; null if on the server is not the version of `before`, or nothing any more: nothing is saved then. Never
    ///     null for a new session
    /// @throws IllegalStateException if the session is too large; the message says what to do
    @Nullable StoredSession save(
            String cookieName, @Nullable StoredSession before, SessionData session)
            throws IOException;

    /// Forgets what is kept under a token, if anything is.
    void delete(String cookieName, String token) throws IOException;

    /// Whether the session stays on the server, under a token that does not change as the session does. Otherwise every change means
    /// another cookie, and [#delete] cannot take back what clients hold.
    boolean isServerSide();
}
