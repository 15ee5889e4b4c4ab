package dev.skein.web;

/// Answers requests. Called in a task of its own for each request, of different connections in parallel: it may block, and what it
/// shares with others must be safe for threads.
@FunctionalInterface
public interface Handler {
    /// Answers one request.
    ///
    /// @return the response; never null
    /// @throws dev.skein.web.exception.HttpException to answer with another status than the usual one
    /// @throws Exception anything else is answered with status 500, and logged by the server
    Response handle(Request request) throws Exception;
}
