package dev.skein.testing;

import dev.skein.loop.EventLoop;
import dev.skein.loop.Tls;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a [TestClient] behaves. Immutable; start from [#defaults()] and change what you need.
///
/// @param baseUrl what the application is told it is called, in memory only: a server has a port; default `http://localhost/`. With
///     `https` requests look encrypted, but for their [dev.skein.app.HttpRequest#tls()]
/// @param timeout how long any one wait may take: for the head of a response, for its next piece, for a message of a WebSocket;
///     positive; default 5 s
/// @param followRedirects whether redirects are followed, up to ten; default false
/// @param serverErrors what is done about a call of the application that throws; default [ServerErrors#THROWN]
/// @param loop the loop whose tasks the application's calls are, in memory only; it must run. Null, the default, has each in a
///     virtual thread of the JDK's own
/// @param tls whom the client trusts, with a server only: [TestTls#client()]; default null
public record TestOptions(
        String baseUrl,
        Duration timeout,
        boolean followRedirects,
        ServerErrors serverErrors,
        @Nullable EventLoop loop,
        @Nullable Tls tls) {
    /// What is done about a call of the application that throws.
    public enum ServerErrors {
        /// Whoever waits for its answer gets an [AssertionError] whose cause is the exception. What nobody waited for is thrown when the
        /// client is closed.
        THROWN,
        /// The server's answer, status 500, is a response like any other. One that breaks off stays an [AssertionError].
        RESPONSES
    }

    private static final TestOptions DEFAULTS =
            new TestOptions(
                    "http://localhost/",
                    Duration.ofSeconds(5),
                    false,
                    ServerErrors.THROWN,
                    null,
                    null);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if the timeout is not positive
    public TestOptions {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive, got " + timeout);
        }
    }

    /// The defaults named above.
    public static TestOptions defaults() {
        return DEFAULTS;
    }

    /// These with another [#baseUrl()].
    public TestOptions withBaseUrl(String url) {
        return new TestOptions(url, timeout, followRedirects, serverErrors, loop, tls);
    }

    /// These with another [#timeout()].
    public TestOptions withTimeout(Duration limit) {
        return new TestOptions(baseUrl, limit, followRedirects, serverErrors, loop, tls);
    }

    /// These with redirects followed, or not.
    public TestOptions withFollowRedirects(boolean follow) {
        return new TestOptions(baseUrl, timeout, follow, serverErrors, loop, tls);
    }

    /// These with [ServerErrors#RESPONSES].
    public TestOptions withServerErrorsAsResponses() {
        return new TestOptions(
                baseUrl, timeout, followRedirects, ServerErrors.RESPONSES, loop, tls);
    }

    /// These with calls as tasks of a loop.
    public TestOptions withLoop(@Nullable EventLoop running) {
        return new TestOptions(baseUrl, timeout, followRedirects, serverErrors, running, tls);
    }

    /// These with another [#tls()].
    public TestOptions withTls(@Nullable Tls client) {
        return new TestOptions(baseUrl, timeout, followRedirects, serverErrors, loop, client);
    }
}
