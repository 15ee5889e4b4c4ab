package dev.skein.web.exception;

import dev.skein.app.BodyTooLargeException;
import dev.skein.app.DisconnectedException;
import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.Status;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// An answer that is thrown. Uncaught, it becomes a response with this status and these header fields; its body is text, HTML or JSON
/// (RFC 9457), as the client prefers.
///
/// Below 500 it has no stack trace: it is a way to answer, and must stay cheap when somebody asks for a million pages that are not
/// there.
public class HttpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String detail;
    private final transient Headers headers;
    private final transient List<FieldError> errors;

    /// @param status 300 to 599
    /// @param detail for the client; may be empty
    /// @throws IllegalArgumentException if the status is another
    public HttpException(int status, String detail) {
        this(status, detail, Headers.EMPTY);
    }

    /// @param status 300 to 599
    /// @param detail for the client; may be empty
    /// @param headers of the response, beside those of its body
    /// @throws IllegalArgumentException if the status is another
    public HttpException(int status, String detail, Headers headers) {
        this(status, detail, headers, List.of());
    }

    HttpException(int status, String detail, Headers headers, List<FieldError> errors) {
        super(message(status, detail), null, true, status >= 500);
        if (status < 300 || status > 599) {
            throw new IllegalArgumentException(
                    "expected a status from 300 to 599, got "
                            + status
                            + ": what went well is returned, not thrown");
        }
        this.status = status;
        this.detail = detail;
        this.headers = headers;
        this.errors = List.copyOf(errors);
    }

    /// What becomes of an exception that nobody catches: an HTTP exception itself; a body that is too large 413; a timeout 504, as what was
    /// waited for is mostly another server; a body that is not as HTTP has it, or comes too slowly, what the server says of it; anything else 500.
    ///
    /// @return null if nobody is there to be answered: the client is gone, or the task was interrupted, as when the server stops
    public static @Nullable HttpException of(Exception thrown) {
        return switch (thrown) {
            case HttpException answer -> answer;
            case UncheckedIOException wrapped when wrapped.getCause() != null ->
                    of(wrapped.getCause());
            case DisconnectedException _,
                    InterruptedException _,
                    InterruptedIOException _,
                    ClosedByInterruptException _ ->
                    null;
            case IOException broken
                    when broken.getCause() instanceof RemoteProtocolException wrong ->
                    new HttpException(wrong.status(), String.valueOf(wrong.getMessage()));
            case BodyTooLargeException large ->
                    new HttpContentTooLarge(String.valueOf(large.getMessage()));
            case TimeoutException _ -> new HttpGatewayTimeout();
            default -> new HttpInternalServerError();
        };
    }

    private static String message(int status, String detail) {
        String reason = Status.reason(status);
        String line = reason.isEmpty() ? String.valueOf(status) : status + ": " + reason;
        return detail.isEmpty() ? line : line + ": " + detail;
    }

    /// The status code.
    public final int status() {
        return status;
    }

    /// The registered reason phrase, or `""` for a number without one.
    public final String reason() {
        return Status.reason(status);
    }

    /// What is said about it; may be empty.
    public final String detail() {
        return detail;
    }

    /// Header fields of the response, beside those of its body.
    public final Headers headers() {
        return headers;
    }

    /// Which fields of the input are wrong, and why; often none.
    public final List<FieldError> errors() {
        return errors;
    }
}
