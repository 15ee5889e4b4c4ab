/// # Cookies, as a client keeps them
///
/// **What it is.** A jar after RFC 6265bis that knows public suffixes, and its file. No network, no threads of its own.
///
/// **Where to start.** [CookieJar]: it takes a response's `set-cookie` fields and gives a request's `cookie` field.
///
/// **The walk of the data.**
/// ```
/// Set-Cookie → CookieParser → CookieLine → CookieRules (may this host set it?) → Cookie → CookieStore → CookieJar#header
/// ```
@NullMarked
package dev.skein.client.cookie;

import org.jspecify.annotations.NullMarked;
