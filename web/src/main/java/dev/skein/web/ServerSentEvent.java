package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Escapes;
import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An event for an `EventSource` in a browser (WHATWG HTML §9.2).
///
/// @param id what the client names in `last-event-id` when it comes back; an empty one makes it forget the last; null for none of its own
/// @param event the name that listeners are added for; null for `message`
/// @param data any text; its lines may end in CRLF, LF or CR, the client sees LF
/// @param retry how long the client waits before it comes back, in whole milliseconds; null to leave that as it is
public record ServerSentEvent(
        @Nullable String id, @Nullable String event, String data, @Nullable Duration retry) {
    /// Checks the parts.
    ///
    /// @throws IllegalArgumentException if id or event has a CR, LF or NUL, which would end it, or retry is negative
    public ServerSentEvent {
        requireLine("id", id);
        requireLine("event", event);
        if (retry != null) {
            requireRetry(retry);
        }
    }

    private static void requireLine(String part, @Nullable String text) {
        if (text != null && text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException(
                    "expected "
                            + part
                            + " without CR, LF and NUL, got \""
                            + Escapes.escape(text, 60)
                            + '"');
        }
    }

    private static void requireRetry(Duration retry) {
        if (retry.isNegative()) {
            throw new IllegalArgumentException("expected a retry of at least zero, got " + retry);
        }
    }

    /// An event of the name `message`.
    public static ServerSentEvent of(String data) {
        return new ServerSentEvent(null, null, data, null);
    }

    /// An event whose data is a value as JSON.
    ///
    /// @throws IllegalArgumentException if the value has no form in JSON
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    public static ServerSentEvent ofJson(Object value) {
        try {
            return of(new String(JsonCodec.installed().encode(value), UTF_8));
        } catch (JsonException e) {
            throw new IllegalArgumentException(
                    "a " + value.getClass().getName() + " has no form in JSON: " + e.getMessage(),
                    e);
        }
    }

    /// This with another id.
    public ServerSentEvent withId(@Nullable String other) {
        return new ServerSentEvent(other, event, data, retry);
    }

    /// This with another name.
    public ServerSentEvent withEvent(@Nullable String other) {
        return new ServerSentEvent(id, other, data, retry);
    }

    /// This with other data.
    public ServerSentEvent withData(String other) {
        return new ServerSentEvent(id, event, other, retry);
    }

    /// This with another time to wait.
    public ServerSentEvent withRetry(@Nullable Duration other) {
        return new ServerSentEvent(id, event, data, other);
    }

    /// As on the wire, with the empty line at its end.
    public String format() {
        StringBuilder text = new StringBuilder(data.length() + 32);
        if (id != null) {
            text.append("id: ").append(id).append('\n');
        }
        if (event != null) {
            text.append("event: ").append(event).append('\n');
        }
        if (retry != null) {
            putRetry(text, retry);
        }
        putLines(text, "data: ", data);
        return text.append('\n').toString();
    }

    /// A time to wait, by itself.
    static String formatRetry(Duration time) {
        requireRetry(time);
        StringBuilder text = new StringBuilder();
        putRetry(text, time);
        return text.append('\n').toString();
    }

    /// What clients pass over.
    static String formatComment(String comment) {
        StringBuilder text = new StringBuilder(comment.length() + 8);
        putLines(text, ": ", comment);
        return text.append('\n').toString();
    }

    private static void putRetry(StringBuilder text, Duration time) {
        text.append("retry: ").append(time.toMillis()).append('\n');
    }

    /// Each line behind a prefix: CRLF, LF and CR end one.
    private static void putLines(StringBuilder text, String prefix, String lines) {
        text.append(prefix);
        int from = 0;
        for (int i = 0; i < lines.length(); i++) {
            char c = lines.charAt(i);
            if (c != '\r' && c != '\n') {
                continue;
            }
            text.append(lines, from, i).append('\n').append(prefix);
            if (c == '\r' && i + 1 < lines.length() && lines.charAt(i + 1) == '\n') {
                i++;
            }
            from = i + 1;
        }
        text.append(lines, from, lines.length()).append('\n');
    }
}
