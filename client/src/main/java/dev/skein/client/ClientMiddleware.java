package dev.skein.client;

import java.io.IOException;

/// Stands around every request of a session, each redirect's included: it may change the request, answer itself, look at the
/// response, or send again. The first in the list is the outermost.
///
/// ```java
/// ClientMiddleware token = (request, next) -> next.send(request.withHeader("authorization", "Bearer " + token()));
/// ```
///
/// It runs on the caller's thread. A response that it does not return it has to close.
@FunctionalInterface
public interface ClientMiddleware {
    /// Handles a request.
    ///
    /// @param next sends a request onward; may be called more than once, if the body is replayable
    ClientResponse handle(ClientRequest request, Next next)
            throws IOException, InterruptedException;

    /// What stands within.
    @FunctionalInterface
    interface Next {
        /// Sends a request onward and waits for the head of the response.
        ClientResponse send(ClientRequest request) throws IOException, InterruptedException;
    }
}
