package dev.skein.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.app.BodyTooLargeException;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/// What to tell the client, and what to tell the log, when a call did not end as it should.
///
/// @param status for the client
/// @param text for the client
/// @param isOurs whether this side is to blame, so that it belongs in the log
/// @param thrown what the application threw, or null if it returned
record Failure(int status, String text, boolean isOurs, @Nullable Throwable thrown) {
    /// How many causes are looked at: they may form a ring.
    private static final int DEPTH = 20;

    private static final Headers PLAIN_CLOSE =
            Headers.of("content-type", "text/plain; charset=utf-8", "connection", "close");
    private static final Headers HTML_CLOSE =
            Headers.of("content-type", "text/html; charset=utf-8", "connection", "close");

    static Failure of(
            @Nullable Throwable thrown,
            @Nullable RemoteProtocolException bodyFailure,
            boolean stopping) {
        if (bodyFailure != null && hasCause(thrown, IOException.class)) {
            return new Failure(
                    bodyFailure.status(), String.valueOf(bodyFailure.getMessage()), false, thrown);
        }
        if (thrown instanceof BodyTooLargeException) {
            return new Failure(413, String.valueOf(thrown.getMessage()), false, thrown);
        }
        if (stopping && isInterruption(thrown)) {
            return new Failure(503, "the server is stopping", true, thrown);
        }
        return new Failure(500, "Internal Server Error", true, thrown);
    }

    private static boolean isInterruption(@Nullable Throwable thrown) {
        return thrown instanceof InterruptedException
                || thrown instanceof InterruptedIOException
                || thrown instanceof ClosedByInterruptException;
    }

    private static boolean hasCause(@Nullable Throwable thrown, Class<? extends Throwable> type) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < DEPTH; depth++) {
            if (type.isInstance(each)) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    String log(boolean begun) {
        if (thrown == null) {
            return begun
                    ? "returned before its response was complete"
                    : "returned without a response";
        }
        return begun ? "failed after its response had begun" : "failed";
    }

    HttpResponse answer(boolean debug, HttpRequest request) {
        if (debug && status == 500) {
            return HttpResponse.of(500, HTML_CLOSE, page(request).getBytes(UTF_8));
        }
        return HttpResponse.of(status, PLAIN_CLOSE, (text + "\n").getBytes(UTF_8));
    }

    private String page(HttpRequest request) {
        StringWriter trace = new StringWriter();
        if (thrown == null) {
            trace.write("The application returned without sending a response to channels.reply().");
        } else {
            thrown.printStackTrace(new PrintWriter(trace));
        }
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>500 Internal Server Error</title></head>
                <body><h1>500 Internal Server Error</h1><p>%s %s</p><pre>%s</pre>
                <p>This page is shown because debug is on.</p></body></html>
                """
                .formatted(
                        escape(request.method()), escape(request.path()), escape(trace.toString()));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
