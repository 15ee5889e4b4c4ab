package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Status;
import dev.skein.web.exception.HttpException;

/// Makes responses of exceptions: in the form that the client prefers, and without telling anything about the inside unless debug is on.
final class ErrorAnswers {
    private static final String TEXT = "text/plain";
    private static final String HTML = "text/html";
    private static final String PROBLEM = "application/problem+json";
    private static final String JSON = "application/json";

    /// @param answer what it comes to
    Response answer(Request request, Exception thrown, HttpException answer) {
        Response response = Response.of(answer.status(), answer.headers(), Body.EMPTY);
        if (answer.status() < 400) {
            return response;
        }
        String type = preferred(request);
        String page = page(request, thrown, answer, type);
        String contentType = type.startsWith("text/") ? type + "; charset=utf-8" : type;
        return response.withHeader("content-type", contentType)
                .withVary("accept")
                .withBody(new Body.Bytes(page.getBytes(UTF_8)));
    }

    /// Plain text for who does not care.
    private static String preferred(Request request) {
        String best =
                Preferences.of(request.headers(), "accept").bestType(TEXT, HTML, PROBLEM, JSON);
        return best == null ? TEXT : best.equals(JSON) ? PROBLEM : best;
    }

    private static String page(
            Request request, Exception thrown, HttpException answer, String type) {
        boolean debug = request.app().isDebug();
        return switch (type) {
            case HTML -> debug ? DebugPage.html(request, thrown, answer) : html(answer);
            case TEXT -> debug ? DebugPage.text(request, thrown, answer) : text(answer);
            default -> Problem.json(answer);
        };
    }

    static String text(HttpException answer) {
        return answer.getMessage() + "\n";
    }

    private static String html(HttpException answer) {
        String title = Html.escape(title(answer.status()));
        String detail =
                answer.detail().isEmpty() ? "" : "<p>" + Html.escape(answer.detail()) + "</p>\n";
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%s</title></head>
                <body>
                <h1>%s</h1>
                %s</body>
                </html>
                """
                .formatted(title, title, detail);
    }

    static String title(int status) {
        return (status + " " + Status.reason(status)).strip();
    }
}
