package dev.skein.web.middleware;

import dev.skein.http.Header;
import dev.skein.http.Headers;
import dev.skein.web.Body;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.Response;
import dev.skein.web.SetCookie;
import dev.skein.web.exception.HttpException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers errors with pages of your own.
///
/// ```java
/// app.use(ErrorPages.of()
///         .on(404, (request, error) -> Response.html(templates.render("not-found", request.path())))
///         .on(500, 599, (request, error) -> Response.html(sorry)));
/// ```
///
/// A page gets the status of the error, and its fields (`allow`, `www-authenticate`, `retry-after`), whatever the page says about
/// them. A page that fails is logged, and the usual answer is given. In debug mode what went wrong inside is shown as always. WebSockets
/// that are refused get the usual answer.
public final class ErrorPages implements Middleware {
    private static final Logger LOG = System.getLogger("dev.skein.web");
    private static final List<String> OF_THE_BODY =
            List.of("content-type", "content-length", "content-encoding");

    private static final List<String> CONDITIONS =
            List.of(
                    "if-match",
                    "if-none-match",
                    "if-modified-since",
                    "if-unmodified-since",
                    "if-range",
                    "range");
    private static final List<String> OF_THE_STATE =
            List.of("etag", "last-modified", "accept-ranges");

    /// Makes a page for an error.
    @FunctionalInterface
    public interface Page {
        /// The page; its status is not looked at.
        ///
        /// @param error what is answered. What the client sent may stand in its detail: escape it
        /// @throws Exception it is logged, and the error is answered as without a page
        Response render(Request request, HttpException error) throws Exception;
    }

    private record Entry(int first, int last, Page page) {}

    private final List<Entry> entries;
    private final boolean empty;

    private ErrorPages(List<Entry> entries, boolean empty) {
        this.entries = entries;
        this.empty = empty;
    }

    /// No page at first.
    public static ErrorPages of() {
        return new ErrorPages(List.of(), false);
    }

    /// This with a page for a status.
    ///
    /// @throws IllegalArgumentException if it is not from 400 to 599
    public ErrorPages on(int status, Page page) {
        return on(status, status, page);
    }

    /// This with a page for some statuses. Of several that fit, the first one given is taken.
    ///
    /// @param first the lowest
    /// @param last the highest
    /// @throws IllegalArgumentException if they are not from 400 to 599, in this order
    public ErrorPages on(int first, int last, Page page) {
        if (first < 400 || last > 599 || first > last) {
            throw new IllegalArgumentException(
                    "expected statuses from 400 to 599, got " + first + " to " + last);
        }
        List<Entry> more = new ArrayList<>(entries);
        more.add(new Entry(first, last, page));
        return new ErrorPages(List.copyOf(more), empty);
    }

    /// This with pages also for responses that handlers return with such a status and nothing in them.
    public ErrorPages withEmptyResponses() {
        return new ErrorPages(entries, true);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        Response response;
        try {
            response = next.handle(request);
        } catch (Exception e) {
            return answer(request, e);
        }
        boolean bare = response.body() instanceof Body.Bytes body && body.bytes().length == 0;
        if (!empty || !bare || find(response.status()) == null) {
            return response;
        }
        HttpException error = new HttpException(response.status(), "", response.headers());
        Response page = render(request, error);
        return page == null ? response : withCookies(page, response.cookies());
    }

    private Response answer(Request request, Exception thrown) throws Exception {
        HttpException error = HttpException.of(thrown);
        boolean unforeseen = error != thrown && error != null && error.status() == 500;
        boolean hidden = unforeseen && request.app().isDebug();
        // A WebSocket that fails after it was accepted is closed, not answered.
        Response page =
                error == null || hidden || request.isWebSocket() ? null : render(request, error);
        if (page == null) {
            throw thrown;
        }
        if (unforeseen) {
            request.answered(thrown);
        }
        return page;
    }

    private @Nullable Page find(int status) {
        for (Entry entry : entries) {
            if (entry.first <= status && status <= entry.last) {
                return entry.page;
            }
        }
        return null;
    }

    private @Nullable Response render(Request request, HttpException error) throws Exception {
        Page page = find(error.status());
        if (page == null) {
            return null;
        }
        try {
            return withFields(page.render(unconditional(request), error), error);
        } catch (Exception e) {
            if (HttpException.of(e) == null) {
                throw e;
            }
            LOG.log(
                    Level.ERROR,
                    request + ": the page for status " + error.status() + " failed",
                    e);
            return null;
        }
    }

    /// What the client has of the resource says nothing about the page.
    private static Request unconditional(Request request) {
        Headers headers = request.headers();
        Headers others = headers;
        for (String name : CONDITIONS) {
            others = others.contains(name) ? others.without(name) : others;
        }
        return others == headers
                ? request
                : request.withMessage(request.message().withHeaders(others));
    }

    private static Response withFields(Response page, HttpException error) {
        Headers others = error.headers();
        for (String name : OF_THE_BODY) {
            others = others.without(name);
        }
        Headers.Builder fields = page.headers().toBuilder();
        OF_THE_STATE.forEach(fields::remove);
        for (Header field : others) {
            fields.remove(field.name());
        }
        return page.withStatus(error.status()).withHeaders(fields.addAll(others).build());
    }

    private static Response withCookies(Response page, List<SetCookie> cookies) {
        Response with = page;
        for (SetCookie cookie : cookies) {
            with = with.withCookie(cookie);
        }
        return with;
    }
}
