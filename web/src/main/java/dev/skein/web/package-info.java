/// # The web framework
///
/// **What it is.** aiohttp's server side in direct style: an [Application] with a router, handlers from [Request] to [Response],
/// middlewares around them, and hooks for start and end. It *is* a [dev.skein.app.App]: it runs on Skein's server, in memory, or in
/// any other host of the messaging interface.
///
/// **Where to start.** [Application], then [Router], [Request], [Response].
///
/// **The walk of a request.**
/// ```
/// HttpRequest ─► Application#handle ─► Router#match ─► middlewares of the application, of sub-applications, of the route ─► Handler
///                                                                                                                      │ Response
/// channels.reply() ◄─ Responder ◄─ onResponsePrepare ◄─ middlewares, on the way out ◄──────────────────────────────────┘
/// ```
/// All of it happens in the task in which the host called the application; a handler may block. A [Response] is a value until the
/// [Responder] sends it: middlewares change it freely, even that of a stream, whose writer runs last of all.
///
/// **The rules.**
/// * An exception is an answer: [dev.skein.web.exception.HttpException] with its own status, anything else with 500, and thrown on, for the server logs it.
/// * What belongs to a request (files of uploads, decoders) is released when its response has gone.
/// * Routes, middlewares and hooks are fixed when the application starts; later changes are an [IllegalStateException].
///
/// **What is not here.** Sockets and their limits ([dev.skein.app] says what a server must do), JSON, br and zstd (found by
/// [java.util.ServiceLoader]), templates (a module of its own).
@NullMarked
package dev.skein.web;

import org.jspecify.annotations.NullMarked;
