package dev.skein.web;

import dev.skein.http.Header;
import dev.skein.web.exception.HttpException;
import dev.skein.web.exception.HttpMethodNotAllowed;
import dev.skein.web.exception.HttpNotFound;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;

/// An error, told to the developer: what was thrown, with the source around it, and what came; for 404 and 405, which routes there are.
final class DebugPage {
    private static final int MOST_FRAMES = 40;
    private static final int MOST_CAUSES = 5;
    private static final int MOST_SOURCES = 6;
    private static final Set<String> SECRETS =
            Set.of("cookie", "authorization", "proxy-authorization");

    private static final String STYLE =
            """
            body { font: 16px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em; color: #222 }
            h1 { font-size: 1.5em } h2 { font-size: 1.1em; margin-top: 2em }
            pre, code, td { font: 14px/1.5 ui-monospace, monospace }
            pre { background: #f6f6f4; overflow-x: auto; padding: .5em 1em }
            mark { background: #ffe08a } .far { color: #888 }
            td { padding: .1em 1em .1em 0; vertical-align: top; overflow-wrap: anywhere }
            """;

    private final Request request;
    private final StringBuilder page = new StringBuilder();

    private DebugPage(Request request) {
        this.request = request;
    }

    static String text(Request request, Exception thrown, HttpException answer) {
        String text = ErrorAnswers.text(answer);
        if (answer == thrown && answer.status() < 500) {
            return text;
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return text + "\n" + request + "\n" + trace;
    }

    static String html(Request request, Exception thrown, HttpException answer) {
        DebugPage page = new DebugPage(request);
        page.head(answer);
        if (answer instanceof HttpNotFound || answer instanceof HttpMethodNotAllowed) {
            page.routes();
        }
        if (answer != thrown || answer.status() >= 500) {
            page.traces(thrown);
        }
        page.headers();
        page.page.append(
                "<p class=\"far\">This page is shown because debug is on.</p>\n</body></html>\n");
        return page.page.toString();
    }

    private void head(HttpException answer) {
        String title = Html.escape(ErrorAnswers.title(answer.status()));
        page.append(
                """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>%s</title><style>
                %s</style></head><body>
                <h1>%s</h1>
                <p><code>%s</code></p>
                """
                        .formatted(title, STYLE, title, Html.escape(request.toString())));
        if (!answer.detail().isEmpty()) {
            page.append("<p>").append(Html.escape(answer.detail())).append("</p>\n");
        }
    }

    private void routes() {
        List<Route> routes = request.app().router().routes();
        page.append("<h2>Routes</h2>\n<table>\n");
        for (Route route : routes) {
            row(route.method(), route.pattern());
        }
        page.append("</table>\n");
        if (routes.isEmpty()) {
            page.append("<p>None: add one with <code>app.router().get(…)</code>.</p>\n");
        }
    }

    private void traces(Throwable thrown) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < MOST_CAUSES; depth++) {
            page.append("<h2>")
                    .append(depth == 0 ? "" : "Caused by: ")
                    .append(Html.escape(String.valueOf(each)))
                    .append("</h2>\n");
            frames(each.getStackTrace());
            each = each.getCause();
        }
    }

    private void frames(StackTraceElement[] frames) {
        int sources = 0;
        for (int i = 0; i < Math.min(frames.length, MOST_FRAMES); i++) {
            SourceLines source = sources < MOST_SOURCES ? SourceLines.of(frames[i]) : null;
            page.append(source == null ? "<pre class=\"far\">" : "<pre>")
                    .append(Html.escape("at " + frames[i]))
                    .append("\n");
            if (source != null) {
                sources++;
                lines(source);
            }
            page.append("</pre>\n");
        }
    }

    private void lines(SourceLines source) {
        int number = source.first();
        for (String line : source.lines()) {
            String text = Html.escape("%5d  %s".formatted(number, line));
            page.append(number == source.current() ? "<mark>" + text + "</mark>" : text)
                    .append('\n');
            number++;
        }
    }

    private void headers() {
        page.append("<h2>Request</h2>\n<table>\n");
        for (Header header : request.headers()) {
            row(header.name(), SECRETS.contains(header.name()) ? "…" : header.value());
        }
        page.append("</table>\n");
    }

    private void row(String name, String value) {
        page.append("<tr><td>")
                .append(Html.escape(name))
                .append("</td><td>")
                .append(Html.escape(value))
                .append("</td></tr>\n");
    }
}
