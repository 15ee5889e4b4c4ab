/// # The HTTP and WebSocket client
///
/// **What it is.** aiohttp's client side in direct style: a session with a pool of connections, cookies, redirects, retries, time limits,
/// proxies and TLS, for tasks of a loop and for any other thread.
///
/// **Where to start.** [ClientSession]: `session.get(url).send()` gives a [ClientResponse]. [Requests] for a single one.
///
/// **The walk of the data.**
/// ```
/// caller's thread:  RequestBuilder → ClientRequest → middlewares → Sender ──► Connections (Pool, Dialer) ──► Http1Connection
///                                                       │ RequestWriter: head and body to bytes                   │ on its loop
///                                                       └──────────── Exchange#awaitHead, read ◄── ResponseParser ┘
/// ```
/// A request is rendered on the caller's thread and written by the connection's loop. The [Exchange] is where the two meet: the
/// connection puts head and body in, the caller takes them out or parks. A body that is not in memory goes out by an [Upload], a task
/// of its own, so that a response may come first.
///
/// **The rules.**
/// * What needs no socket has none: [Pool], [dev.skein.client.cookie.CookieJar], [Redirects], [DigestAuth], [Socks5] are state machines with tests of their own.
/// * The pool is touched under its lock only, which is never held across I/O; the lock's holder collects whom to wake and what to close.
/// * A connection is used again only if its request was sent whole, its response was read to the end, and not a byte came behind it.
/// * Every failure is a [ClientException] made on the thread that gets it, with method, URL and [Phase]. No user information, fragment
///   or password is in a message.
/// * Deadlines of a connection share one lazy timer, [Watch].
///
/// **What is not here.** HTTP/2. JSON and the codings br and zstd are found by [java.util.ServiceLoader] in modules of their own.
@NullMarked
package dev.skein.client;

import org.jspecify.annotations.NullMarked;
