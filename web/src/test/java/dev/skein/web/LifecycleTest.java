package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.LifespanShutdown;
import dev.skein.app.LifespanStartup;
import dev.skein.app.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final AppKey<String> KEY = AppKey.of("key");

    private final List<String> done = new ArrayList<>();
    private final Application outer = traced("outer");
    private final Application inner = traced("inner");

    private Application traced(String name) {
        return new Application()
                .resource(
                        _ -> {
                            done.add("open " + name);
                            return () -> done.add("close " + name);
                        })
                .onStartup(_ -> done.add("start " + name))
                .onShutdown(_ -> done.add("stop " + name))
                .onCleanup(_ -> done.add("clean " + name));
    }

    /// Lifespan messages bring no channels that anybody asks for.
    private static final class Nowhere implements Channels {
        @Override
        public Channel reply() {
            throw new AssertionError("nobody replies");
        }

        @Override
        public Channel body() {
            throw new AssertionError("there is no body");
        }
    }

    private static void tell(App app, Message message) throws Exception {
        app.handle(message, new Nowhere());
    }

    private static void start(App app) throws Exception {
        tell(app, new LifespanStartup());
    }

    private static void stop(App app) throws Exception {
        tell(app, new LifespanShutdown());
    }

    @Test
    void lifeHasAnOrder() throws Exception {
        outer.mount("/inner", inner);

        start(outer);
        assertThat(done).containsExactly("open outer", "start outer", "open inner", "start inner");
        done.clear();
        stop(outer);

        assertThat(done)
                .containsExactly(
                        "stop outer",
                        "stop inner",
                        "clean inner",
                        "close inner",
                        "clean outer",
                        "close outer");
    }

    @Test
    void whatWasOpenedIsClosedWhenTheStartFails() {
        inner.onStartup(
                _ -> {
                    throw new IOException("no database");
                });
        inner.onStartup(_ -> done.add("never"));
        outer.mount("/inner", inner);

        assertThatThrownBy(() -> start(outer))
                .isInstanceOf(IOException.class)
                .hasMessage("no database");
        assertThat(done).endsWith("close inner", "close outer").doesNotContain("never");
    }

    @Test
    void failureToCloseHidesNotWhyTheStartFailed() {
        outer.resource(
                        _ ->
                                () -> {
                                    throw new IOException("does not close");
                                })
                .resource(
                        _ -> {
                            throw new IOException("does not open");
                        });

        assertThatThrownBy(() -> start(outer))
                .hasMessage("does not open")
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .singleElement()
                                        .extracting("message")
                                        .isEqualTo("does not close"));
        assertThat(done).containsExactly("open outer", "close outer");
    }

    @Test
    void allIsTriedAtTheEnd() throws Exception {
        outer.onShutdown(
                _ -> {
                    throw new IOException("first");
                });
        outer.onCleanup(
                _ -> {
                    throw new IOException("second");
                });
        outer.mount("/inner", inner);
        start(outer);

        assertThatThrownBy(() -> stop(outer))
                .hasMessage("first")
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .singleElement()
                                        .extracting("message")
                                        .isEqualTo("second"));
        assertThat(done)
                .contains("stop inner", "clean inner", "close inner")
                .endsWith("close outer");
    }

    @Test
    void nothingChangesAfterTheStart() throws Exception {
        outer.mount("/inner", inner);
        start(outer);

        List<Runnable> changes =
                List.of(
                        () -> outer.put(KEY, "late"),
                        () -> inner.put(KEY, "late"),
                        () -> outer.onStartup(_ -> {}),
                        () -> outer.onShutdown(_ -> {}),
                        () -> outer.onCleanup(_ -> {}),
                        () -> outer.resource(_ -> () -> {}),
                        () -> outer.onResponsePrepare((_, response) -> response),
                        () -> outer.use((request, next) -> next.handle(request)),
                        () -> outer.mount("/late", new Application()),
                        () -> new Application().mount("/started", outer),
                        () -> outer.router().get("/late", _ -> Response.text("")),
                        () -> inner.router().get("/late", _ -> Response.text("")));
        for (Runnable change : changes) {
            assertThatThrownBy(change::run).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void startMayLeaveSomethingForHandlers() throws Exception {
        outer.onStartup(app -> app.put(KEY, "made at start"));
        outer.mount("/inner", inner);
        start(outer);

        assertThat(inner.get(KEY)).isEqualTo("made at start");
        assertThat(outer.find(AppKey.<String>of("key"))).as("a key is itself only").isNull();
    }

    @Test
    void innerValuesComeFirst() {
        outer.mount("/inner", inner);
        outer.put(KEY, "outer");
        inner.put(KEY, "inner");

        assertThat(inner.get(KEY)).isEqualTo("inner");
        assertThat(outer.get(KEY)).isEqualTo("outer");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> outer.get(KEY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("key");
    }

    @Test
    void noApplicationIsInItself() {
        outer.mount("/inner", inner);

        assertThatThrownBy(() -> inner.mount("/outer", outer))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> outer.mount("/outer", outer))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> outer.mount("/again", inner))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void mayLiveTwice() throws Exception {
        start(outer);
        stop(outer);
        done.clear();

        start(outer);
        stop(outer);

        assertThat(done)
                .containsExactly(
                        "open outer", "start outer", "stop outer", "clean outer", "close outer");
    }
}
