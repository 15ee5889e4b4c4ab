/// Answers that are thrown: one class for each status from 300.
///
/// **Start at** [dev.skein.web.exception.HttpException]. A handler throws [dev.skein.web.exception.HttpNotFound] where it has nothing
/// to return; middlewares may catch it; at the end it becomes a response with its status, its header fields and a body in the form
/// that the client prefers. Statuses 1xx and 2xx are no exceptions: return a response.
///
/// [dev.skein.web.exception.WebSocketException] is their cousin in a WebSocket.
///
/// **Not here:** the wire's own errors, which are [dev.skein.http.ProtocolException]s, and pages: what an exception looks like to the
/// client is the application's business.
@NullMarked
package dev.skein.web.exception;

import org.jspecify.annotations.NullMarked;
