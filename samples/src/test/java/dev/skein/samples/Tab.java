package dev.skein.samples;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A tab of a [RunningBrowser].
final class Tab {
    private final RunningBrowser browser;
    private final String session;

    Tab(RunningBrowser browser, String session) {
        this.browser = browser;
        this.session = session;
    }

    void load(URI page) throws Exception {
        JsonNode navigated = ask("Page.navigate", Map.of("url", page.toString()));
        if (navigated.has("errorText")) {
            throw new IOException("could not load " + page + ": " + navigated.path("errorText"));
        }
        evaluate(
                """
                document.readyState === "complete"
                    || new Promise(loaded => addEventListener("load", () => loaded(true)))
                """);
    }

    /// The value of an expression in JavaScript; that of a promise is waited for.
    ///
    /// @throws IOException if it throws
    JsonNode evaluate(String expression) throws Exception {
        JsonNode answer =
                ask(
                        "Runtime.evaluate",
                        Map.of(
                                "expression", expression,
                                "awaitPromise", true,
                                "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IOException(expression + " failed: " + answer);
        }
        return answer.path("result").path("value");
    }

    /// Waits until the page is so that the condition holds.
    void await(String condition) throws Exception {
        evaluate(
                """
                new Promise(fulfilled => {
                    const check = () => {
                        if (%s) {
                            observer.disconnect();
                            fulfilled(true);
                        }
                    };
                    const observer = new MutationObserver(check);
                    observer.observe(document, {childList: true, subtree: true});
                    check();
                })
                """
                        .formatted(condition));
    }

    /// Presses and releases the mouse in the middle of the first element that matches.
    void click(String selector) throws Exception {
        JsonNode box =
                evaluate(
                        "document.querySelector('%s').getBoundingClientRect().toJSON()"
                                .formatted(selector));
        double x = box.path("x").doubleValue() + box.path("width").doubleValue() / 2;
        double y = box.path("y").doubleValue() + box.path("height").doubleValue() / 2;
        for (String type : new String[] {"mousePressed", "mouseReleased"}) {
            ask(
                    "Input.dispatchMouseEvent",
                    Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1));
        }
    }

    /// Types into what has the focus.
    void type(String text) throws Exception {
        ask("Input.insertText", Map.of("text", text));
    }

    private JsonNode ask(String method, Map<String, ?> parameters) throws Exception {
        return browser.ask(session, method, parameters);
    }
}
