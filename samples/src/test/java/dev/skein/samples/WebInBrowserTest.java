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

/// The pages of the web samples as people use them, in a real browser.
class WebInBrowserTest {
    @TempDir private Path profile;

    @Test
    void aFileIsUploadedAndTheBarIsFull() throws Exception {
        try (RunningApp app = start("upload-page/UploadPage.java");
                RunningBrowser browser = browser()) {
            Tab tab = browser.open(page(app, "/"));
            tab.evaluate(
                    """
                    (() => {
                        const files = new DataTransfer();
                        files.items.add(new File([new Uint8Array(5000000)], "<b>ünï.bin"));
                        document.getElementById("file").files = files.files;
                        document.querySelector("form").requestSubmit();
                    })()
                    """);
            tab.await("document.getElementById('result').textContent !== ''");
            assertThat(text(tab, "#result")).isEqualTo("_b_ünï.bin: 5000000 bytes");
            assertThat(tab.evaluate("document.getElementById('progress').value").doubleValue())
                    .isEqualTo(1.0);
        }
    }

    @Test
    void eventsComeAndComeAgainAfterTheServerWasAway() throws Exception {
        try (RunningBrowser browser = browser()) {
            int port;
            Tab tab;
            try (RunningApp app = start("events/Events.java")) {
                port = port(app);
                tab = browser.open(page(app, "/"));
                tab.await("Number(document.getElementById('count').textContent) >= 2");
            }
            long seen = Long.parseLong(text(tab, "#count"));
            try (RunningApp _ = start("events/Events.java", "--bind", "127.0.0.1:" + port)) {
                tab.await("Number(document.getElementById('count').textContent) > " + seen);
                assertThat(text(tab, "#time")).matches("\\d\\d:\\d\\d(:\\d\\d)?");
            }
        }
    }

    @Test
    void aStaticPageIsStyledByItsStyleSheet() throws Exception {
        System.setProperty("site", Path.of("static-site/public").toAbsolutePath().toString());
        try (RunningApp app = start("static-site/StaticSite.java");
                RunningBrowser browser = browser()) {
            Tab tab = browser.open(page(app, "/"));
            assertThat(
                            tab.evaluate("getComputedStyle(document.querySelector('h1')).color")
                                    .stringValue())
                    .isEqualTo("rgb(70, 60, 120)");
        } finally {
            System.clearProperty("site");
        }
    }

    @Test
    void twoTabsTalkWithEachOther() throws Exception {
        try (RunningApp app = start("web-chat/WebChat.java");
                RunningBrowser browser = browser()) {
            URI page = page(app, "/");
            List<Tab> tabs =
                    List.of(
                            ChatInBrowserTest.join(browser, page),
                            ChatInBrowserTest.join(browser, page));
            ChatInBrowserTest.say(tabs.getFirst(), "<i>hello</i>");
            ChatInBrowserTest.awaitMessages(tabs, 1);
            for (Tab tab : tabs) {
                assertThat(ChatInBrowserTest.messages(tab)).containsExactly("<i>hello</i>");
            }
        }
    }

    @Test
    void whoLogsInIsRemembered() throws Exception {
        try (RunningApp app = start("web-session/WebSession.java");
                RunningBrowser browser = browser()) {
            Tab tab = browser.open(page(app, "/"));
            tab.click("input");
            tab.type("Ada");
            tab.evaluate(
                    "fetch('/login', {method: 'POST', body: new URLSearchParams(new FormData(document.forms[0]))})"
                            + ".then(answer => answer.status)");
            tab.load(page(app, "/"));
            assertThat(text(tab, "p")).startsWith("Hello, Ada, for the ");
            assertThat(tab.evaluate("document.cookie").stringValue()).isEmpty();
        }
    }

    private RunningBrowser browser() throws Exception {
        return new RunningBrowser(Browser.orSkip(), profile);
    }

    private static URI page(RunningApp app, String path) {
        return URI.create("http://127.0.0.1:" + port(app) + path);
    }

    private static String text(Tab tab, String selector) throws Exception {
        return tab.evaluate("document.querySelector('" + selector + "').textContent").stringValue();
    }
}
