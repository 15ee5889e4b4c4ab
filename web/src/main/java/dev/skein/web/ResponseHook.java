package dev.skein.web;

/// Sees every response just before it is sent, also those to errors.
@FunctionalInterface
public interface ResponseHook {
    /// Looks at a response.
    ///
    /// @return the same or another
    /// @throws Exception it is answered with 500 instead
    Response prepare(Request request, Response response) throws Exception;
}
