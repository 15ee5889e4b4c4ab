package dev.skein.testing;

import dev.skein.http.Headers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A response whose head is there and whose body is on its way.
interface Answer {
    int status();

    Headers headers();

    /// Waits for the next piece of the body, as it came.
    ///
    /// @return never empty; null at the end
    /// @throws IOException if the body does not come whole, or not in time
    byte @Nullable [] piece() throws IOException, InterruptedException;

    /// The fields after the body; empty before its end.
    Headers trailers();

    /// Gives up what has not come: the application finds its client gone. Nothing happens after the end.
    void close();
}
