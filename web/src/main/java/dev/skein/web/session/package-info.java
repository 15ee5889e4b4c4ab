/// Sessions: what the server remembers of a visitor, from one request to the next.
///
/// **Start at** [dev.skein.web.session.Sessions]: `app.use(Sessions.middleware(storage))`, then `Sessions.of(request)` in a handler.
///
/// **The walk of a session.**
/// ```
/// Sessions#handle ─► SessionVisit, one for each request; touches nothing yet
///      Sessions.of(request) ─► cookie ─► SessionStorage#load ─► SessionFormat ─► Session
///      session.put(…) ─► SessionContent, and noted in SessionChanges
/// the response goes ─► SessionStorage#save if something changed ─► set-cookie, vary, cache-control
/// ```
///
/// **The rules.**
/// * A session that nobody asks for costs nothing; one that is only read is not written, but for its expiry, now and then.
/// * Changes are merged: of two requests at once that change different values, both win. Of the same value the last one wins.
/// * What the client holds is never believed: ids are made here, cookies are authenticated, times are checked here.
/// * A session that has ended stays ended: a slow request cannot bring it back, except by [dev.skein.web.session.Session#renew()].
///
/// **Storages:** [dev.skein.web.session.MemoryStorage] for one process, [dev.skein.web.session.CookieStorage] for any number that share a
/// secret; others implement [dev.skein.web.session.SessionStorage].
///
/// **Not here:** who the visitor is (a handler puts it in), and protection of forms against other sites.
@NullMarked
package dev.skein.web.session;

import org.jspecify.annotations.NullMarked;
