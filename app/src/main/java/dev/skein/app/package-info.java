/// The messaging interface: what a server and an application say to each other, and nothing else.
///
/// **Start at** [dev.skein.app.App]: one method, called once per [dev.skein.app.Message], with the [dev.skein.app.Channels]
/// through which the application answers. **The walk of a request:** the server calls `handle` with an
/// [dev.skein.app.HttpRequest]; while `moreContent()` is true the application receives [dev.skein.app.HttpChunk]s from
/// `channels.body()`; it answers with one [dev.skein.app.HttpResponse] on `channels.reply()`, followed, if that says
/// `moreContent`, by [dev.skein.app.HttpChunk]s and [dev.skein.app.HttpFile]s. Before the first request it gets a
/// [dev.skein.app.LifespanStartup], after the last a [dev.skein.app.LifespanShutdown].
///
/// **Rules.** Calls are blocking-style and may take as long as they need; calls of one connection run one after the other,
/// those of different connections in parallel. Messages are values: a byte array inside one must not be changed once it is
/// sent. The names and defaults are those of the messaging interface of early uvicorn and of ASGI; [dev.skein.app.Message#toMap]
/// gives a message in their form.
///
/// **Not here:** sockets, parsing, routing. A middleware is a function from `App` to `App`.
@NullMarked
package dev.skein.app;

import org.jspecify.annotations.NullMarked;
