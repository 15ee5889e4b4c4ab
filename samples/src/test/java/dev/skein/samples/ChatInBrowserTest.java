package dev.skein.samples;

import static dev.skein.samples.SamplesTest.port;
import static dev.skein.samples.SamplesTest.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cli.RunningApp;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The chat as people use it: its own page, in a real browser.
class ChatInBrowserTest {
    @Test
    void twoTabsTalkWithEachOther(@TempDir Path profile) throws Exception {
        Browser found = Browser.orSkip();
        try (RunningApp app = start("chat/Chat.java");
                RunningBrowser browser = new RunningBrowser(found, profile)) {
            URI page = URI.create("http://127.0.0.1:" + port(app) + "/");
            List<Tab> tabs = List.of(join(browser, page), join(browser, page));
            say(tabs.get(0), "<b>x</b>");
            awaitMessages(tabs, 1);
            say(tabs.get(1), "Grüße 🧶");
            awaitMessages(tabs, 2);
            for (Tab tab : tabs) {
                assertThat(messages(tab)).containsExactly("<b>x</b>", "Grüße 🧶");
                assertThat(tab.evaluate("document.querySelectorAll('#messages b').length").asInt())
                        .isZero();
            }
        }
    }

    static Tab join(RunningBrowser browser, URI page) throws Exception {
        Tab tab = browser.open(page);
        tab.evaluate(
                """
                socket.readyState === WebSocket.OPEN
                    || new Promise(open => socket.addEventListener("open", () => open(true)))
                """);
        return tab;
    }

    static void say(Tab tab, String text) throws Exception {
        tab.click("#text");
        tab.type(text);
        tab.click("button");
    }

    static void awaitMessages(List<Tab> tabs, int count) throws Exception {
        for (Tab tab : tabs) {
            tab.await("document.querySelectorAll('#messages li').length >= " + count);
        }
    }

    static List<String> messages(Tab tab) throws Exception {
        return tab.evaluate(
                        "[...document.querySelectorAll('#messages li')].map(li => li.textContent)")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
    }
}
