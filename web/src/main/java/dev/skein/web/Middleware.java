package dev.skein.web;

/// Stands around handlers: sees requests before them and responses, or exceptions, after them.
///
/// ```java
/// app.use((request, next) -> next.handle(request).withHeader("x-served-by", "skein"));
/// ```
///
/// The first one given is the outermost. Middlewares are also called where there is no route (404) or none for the method (405).
@FunctionalInterface
public interface Middleware {
    /// Handles one request.
    ///
    /// @param next the rest of the onion; not calling it keeps the request from the handler. Calling it twice is possible only for
    ///     handlers that do not read the body
    /// @return the response; never null
    /// @throws Exception as of [Handler#handle]
    Response handle(Request request, Handler next) throws Exception;

    /// This around a handler.
    default Handler around(Handler inner) {
        return request -> handle(request, inner);
    }
}
