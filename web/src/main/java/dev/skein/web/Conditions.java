package dev.skein.web;

import dev.skein.http.Headers;
import dev.skein.http.HttpDate;
import dev.skein.web.exception.HttpPreconditionFailed;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Conditional requests (RFC 9110 §13): what a client has may still be good, or what it wants to change may be another thing by now.
///
/// Reading is best left to [#middleware]. Before something is changed, ask [#check]:
/// ```java
/// if (Conditions.check(request, page.tag(), null) == Conditions.Outcome.PRECONDITION_FAILED) {
///     throw new HttpPreconditionFailed("somebody else has changed the page");
/// }
/// ```
public final class Conditions {
    private static final String ANY = "*";

    /// What describes the content of a response.
    private static final List<String> DESCRIBING =
            List.of(
                    "content-type",
                    "content-length",
                    "content-encoding",
                    "content-language",
                    "content-range",
                    "content-disposition",
                    "accept-ranges");

    private Conditions() {}

    /// What the conditions of a request come to.
    public enum Outcome {
        /// Do what is asked for.
        PROCEED,
        /// Answer with 304: what the client has is good.
        NOT_MODIFIED,
        /// Answer with 412, and change nothing.
        PRECONDITION_FAILED
    }

    /// Weighs the conditions of a request against what there is, in the order of RFC 9110 §13.2.2. Neither a tag nor a time means that
    /// there is nothing yet: `if-none-match: *` holds then, `if-match: *` does not.
    ///
    /// A list of tags that does not parse matches nothing, and lets nobody change anything. Dates that do not parse are passed over.
    ///
    /// @param tag of what there is, or null
    /// @param lastModified when it was changed last, or null; what is beyond seconds does not count
    public static Outcome check(
            Request request, @Nullable ETag tag, @Nullable Instant lastModified) {
        Headers headers = request.headers();
        boolean exists = tag != null || lastModified != null;
        if (!mayGoOn(headers, tag, lastModified, exists)) {
            return Outcome.PRECONDITION_FAILED;
        }
        if (headers.contains("if-none-match")) {
            // §13.2.2 step 3: no match, go on; otherwise 304 for GET and HEAD, 412 for the rest
            if (matchesNone(headers, tag, exists, isRead(request))) {
                return Outcome.PROCEED;
            }
            return isRead(request) ? Outcome.NOT_MODIFIED : Outcome.PRECONDITION_FAILED;
        }
        // §13.2.2 step 4: if-modified-since counts for GET and HEAD, and without if-none-match only
        if (lastModified != null && isRead(request)) {
            OptionalLong since = date(headers, "if-modified-since");
            return since.isPresent() && lastModified.getEpochSecond() <= since.getAsLong()
                    ? Outcome.NOT_MODIFIED
                    : Outcome.PROCEED;
        }
        return Outcome.PROCEED;
    }

    /// §13.2.2 steps 1 and 2: if-match, or without it if-unmodified-since.
    private static boolean mayGoOn(
            Headers headers, @Nullable ETag tag, @Nullable Instant lastModified, boolean exists) {
        if (headers.contains("if-match")) {
            if (isAny(headers, "if-match")) {
                return exists;
            }
            // §13.1.1: if-match compares strongly
            return tag != null && listed(headers, "if-match", tag::matchesStrongly) == Listed.YES;
        }
        if (lastModified == null) {
            return true;
        }
        OptionalLong since = date(headers, "if-unmodified-since");
        return since.isEmpty() || lastModified.getEpochSecond() <= since.getAsLong();
    }

    private static boolean matchesNone(
            Headers headers, @Nullable ETag tag, boolean exists, boolean isRead) {
        if (isAny(headers, "if-none-match")) {
            return !exists;
        }
        // §13.1.2: if-none-match compares weakly
        Listed listed =
                listed(headers, "if-none-match", each -> tag != null && tag.matchesWeakly(each));
        return listed == Listed.NO || (listed == Listed.GARBLED && isRead);
    }

    private enum Listed {
        YES,
        NO,
        GARBLED
    }

    private static Listed listed(Headers headers, String field, Predicate<ETag> sought) {
        Listed listed = Listed.NO;
        for (String line : headers.getAll(field)) {
            List<ETag> tags = ETag.parseListOrNull(line);
            if (tags == null) {
                return Listed.GARBLED;
            }
            if (tags.stream().anyMatch(sought)) {
                listed = Listed.YES;
            }
        }
        return listed;
    }

    private static boolean isAny(Headers headers, String field) {
        List<String> lines = headers.getAll(field);
        return lines.size() == 1 && lines.getFirst().equals(ANY);
    }

    /// §13.1.3 and §13.1.4: a date that is none, or one of several, does not count.
    private static OptionalLong date(Headers headers, String field) {
        String only = headers.get(field);
        if (only == null || headers.getAll(field).size() > 1) {
            return OptionalLong.empty();
        }
        return HttpDate.parse(only);
    }

    /// Whether the part is to be sent that `range` asks for: there is no `if-range`, or it names what there is, byte for byte (RFC 9110
    /// §13.1.5). Otherwise all of it is to be sent.
    ///
    /// @param reliable whether the time tells this state from any other: it was not changed twice within its second (§8.8.2.2)
    static boolean allowsRange(
            Headers headers, ETag tag, @Nullable Instant lastModified, boolean reliable) {
        List<String> lines = headers.getAll("if-range");
        if (lines.isEmpty()) {
            return true;
        }
        String only = lines.getFirst();
        ETag sought = lines.size() == 1 ? ETag.parseOrNull(only) : null;
        if (sought != null) {
            return tag.matchesStrongly(sought);
        }
        OptionalLong date = HttpDate.parse(only);
        // §13.1.5: the date must be exactly that of last-modified, earlier or later ones do not do
        return lines.size() == 1
                && reliable
                && lastModified != null
                && date.isPresent()
                && date.getAsLong() == lastModified.getEpochSecond();
    }

    /// Answers a GET or HEAD by its conditions, from the `etag` and `last-modified` of the response to it. A response of another status
    /// than 200, or without both fields, or to another method stays as it is: what a handler has changed is changed.
    ///
    /// @return the response, or one of status 304 in its place
    /// @throws HttpPreconditionFailed if a condition does not hold
    public static Response apply(Request request, Response response) {
        String tagField = response.headers().get("etag");
        String timeField = response.headers().get("last-modified");
        if (response.status() != 200
                || !isRead(request)
                || (tagField == null && timeField == null)) {
            return response;
        }
        ETag tag = tagField == null ? null : ETag.parseOrNull(tagField);
        OptionalLong seconds = timeField == null ? OptionalLong.empty() : HttpDate.parse(timeField);
        Instant time = seconds.isPresent() ? Instant.ofEpochSecond(seconds.getAsLong()) : null;
        if (tag == null && time == null) {
            return response;
        }
        return switch (check(request, tag, time)) {
            case PROCEED -> response;
            case NOT_MODIFIED -> notModified(response);
            case PRECONDITION_FAILED -> throw new HttpPreconditionFailed();
        };
    }

    /// The 304 in place of a 200. RFC 9110 §15.4.5: what describes the content goes, what helps caches stays, and so does what is about
    /// something else, such as cookies.
    static Response notModified(Response response) {
        Headers.Builder headers = response.headers().toBuilder();
        for (String name : DESCRIBING) {
            headers.remove(name);
        }
        if (response.headers().contains("etag")) {
            headers.remove("last-modified");
        }
        return response.withStatus(304).withHeaders(headers.build()).withBody(Body.EMPTY);
    }

    /// A middleware that answers every GET and HEAD by its conditions, as [#apply]. Stand it inside of one that compresses.
    ///
    /// @param makeTags whether what is sent from memory gets the tag of its content, [ETag#of], if it has none: the handler works all
    ///     the same, and the content is digested, about a millisecond for a megabyte; but the client need not fetch it again. What
    ///     must not be stored (`cache-control: no-store`) gets none
    public static Middleware middleware(boolean makeTags) {
        return (request, next) -> {
            Response response = next.handle(request);
            return apply(request, makeTags && isRead(request) ? tagged(response) : response);
        };
    }

    private static Response tagged(Response response) {
        boolean fit =
                response.status() == 200
                        && !response.headers().contains("etag")
                        && !response.headers().hasToken("cache-control", "no-store");
        return fit && response.body() instanceof Body.Bytes body
                ? response.withHeader("etag", ETag.of(body.bytes()).format())
                : response;
    }

    private static boolean isRead(Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }
}
