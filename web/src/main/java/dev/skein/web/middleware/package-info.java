/// # Middlewares that come with the framework
///
/// **What it is.** What most applications want around their handlers. Each is a class of its own, immutable, made by `of(…)` or
/// `defaults()` and changed by `withX`; it is put into place by [dev.skein.web.Application#use], [dev.skein.web.Router#use] or
/// [dev.skein.web.Route#use].
///
/// **Where to start.** With this order; the first is the outermost:
/// ```java
/// app.use(ForwardedHeaders.trust("10.0.0.0/8"), // who is the client, really: before all that asks
///         AccessLog.defaults(),
///         RequestId.defaults(),
///         HttpsRedirect.defaults(),
///         SecurityHeaders.defaults(),
///         Compression.defaults(),
///         ErrorPages.of().on(404, page),
///         Cors.of("https://app.example.com"), // before what refuses: preflights have no credentials
///         RateLimit.of(100, Duration.ofMinutes(1)),
///         Csrf.defaults(),
///         NormalizePath.defaults());
/// ```
///
/// **The rules.**
/// * An answer that is thrown passes as an exception. What has to be on it as well (CORS, security fields, request ids) is added by
///   [dev.skein.web.Request#onResponse].
/// * They are called by many threads at once; what they remember is bounded.
/// * They do not believe what a client says about itself, unless an option with a name tells them to.
///
/// **What is not here.** Sessions ([dev.skein.web.session]), authorisation by roles.
@NullMarked
package dev.skein.web.middleware;

import org.jspecify.annotations.NullMarked;
