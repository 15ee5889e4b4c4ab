package dev.skein.web;

/// Writes a body piece by piece, after the head.
@FunctionalInterface
public interface StreamBody {
    /// Writes the body. Called at most once, in the request's task, when all middlewares have seen the response; not for HEAD.
    ///
    /// @throws Exception before anything was sent: it is answered as if the handler had thrown it; later the connection is aborted, so
    ///     that the client cannot take the body for whole
    void write(ResponseStream out) throws Exception;
}
