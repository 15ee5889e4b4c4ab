package dev.skein.testing;

import dev.skein.http.Url;
import java.io.IOException;
import java.util.List;

/// The way from a test to the application and back.
sealed interface Wire permits MemoryWire, ServerWire {
    Url base();

    /// Sends a request and waits for the head of its response.
    ///
    /// @throws IOException if there is none, or not in time
    Answer send(Ask ask) throws IOException, InterruptedException;

    /// Asks for a WebSocket and waits for it.
    ///
    /// @throws RefusedException if the application does not want it
    /// @throws IOException if there is no answer, or not in time
    Socket open(Ask ask, List<String> subprotocols) throws IOException, InterruptedException;

    /// Ends what still runs, and has the application shut down.
    void close() throws InterruptedException;

    /// Another answer than a WebSocket.
    final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        private final transient Answer answer;

        RefusedException(Answer answer) {
            super("refused with status " + answer.status());
            this.answer = answer;
        }

        Answer answer() {
            return answer;
        }
    }
}
