package dev.skein.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.skein.app.App;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.LifespanShutdown;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Task;
import dev.skein.server.Server;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

@ExtendWith(SkeinExtension.class)
class SkeinExtensionTest {
    private static final Map<String, TestClient> SEEN = new ConcurrentHashMap<>();

    @TestApp
    final App app =
            (message, channels) -> {
                if (message instanceof HttpRequest) {
                    channels.reply().send(HttpResponse.text("outer"));
                }
            };

    private @Nullable TestClient before;

    @BeforeEach
    void prepare(TestClient client) {
        before = client;
    }

    @Test
    void aClientComesOncePerTest(TestClient client) throws Exception {
        assertThat(client).isSameAs(before).isNotIn(SEEN.values());
        SEEN.put("one", client);
        client.get("/").send().expectText("outer");
    }

    @Test
    void anotherTestHasAnotherClient(TestClient client) {
        assertThat(client).isSameAs(before).isNotIn(SEEN.values());
        SEEN.put("another", client);
    }

    @Test
    void aServerListens(Server server) throws Exception {
        var address = (InetSocketAddress) server.addresses().getFirst();
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void aLoopRunsWhatItIsGiven(EventLoop loop) throws Exception {
        assertThat(loop.<Integer>runUntilComplete(() -> 6 * 7)).isEqualTo(42);
        assertThat(loop.options().debug()).isTrue();
    }

    @Test
    void aLoopGoesByTheClock(EventLoop loop, VirtualClock clock) throws Exception {
        loop.start();
        Task<?> task = loop.createTask(() -> loop.sleep(Duration.ofHours(1)));
        clock.advance(Duration.ofHours(1));
        task.join(Duration.ofSeconds(10));
        assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aPortIsFree(@UnusedPort int port) {
        assertThat(port).isPositive();
    }

    @Nested
    class Inside {
        @TestApp
        App inner() {
            return (message, channels) -> {
                if (message instanceof HttpRequest) {
                    channels.reply().send(HttpResponse.text("inner"));
                }
            };
        }

        @Test
        void theInnermostApplicationCounts(TestClient client) throws Exception {
            client.get("/").send().expectText("inner");
        }
    }

    // ---- tests that fail

    private static Throwable failureOf(Class<?> test) throws Exception {
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectClass(test)).build();
        Map<String, Throwable> failures = new ConcurrentHashMap<>();
        LauncherFactory.create()
                .execute(
                        request,
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(
                                    TestIdentifier test, TestExecutionResult result) {
                                result.getThrowable()
                                        .ifPresent(e -> failures.put(test.getUniqueId(), e));
                            }
                        });
        assertThat(failures).hasSize(1);
        return failures.values().iterator().next();
    }

    @Test
    void aForgottenFailureFailsTheTest() throws Exception {
        assertThat(failureOf(Forgetting.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("never retrieved")
                .hasRootCauseMessage("boom");
    }

    @ExtendWith(SkeinExtension.class)
    static class Forgetting {
        @Test
        void forgets(EventLoop loop) throws Exception {
            loop.runUntilComplete(
                    () -> {
                        Task<?> _ =
                                loop.createTask(
                                        () -> {
                                            throw new IllegalStateException("boom");
                                        });
                        loop.sleep(Duration.ofMillis(1));
                        return null;
                    });
        }
    }

    @Test
    void aFailingShutdownFailsTheTest() throws Exception {
        assertThat(failureOf(Stuck.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("stuck");
    }

    @ExtendWith(SkeinExtension.class)
    static class Stuck {
        @TestApp
        static final App APP =
                (message, _) -> {
                    if (message instanceof LifespanShutdown) {
                        throw new IllegalStateException("stuck");
                    }
                };

        @Test
        void isClosed(TestClient client) {
            assertThat(client).isNotNull();
        }
    }

    @Test
    void aMissingApplicationIsSaidSo() throws Exception {
        assertThat(failureOf(Without.class))
                .hasMessageContaining("Without")
                .hasMessageContaining("@TestApp");
    }

    @ExtendWith(SkeinExtension.class)
    static class Without {
        @Test
        void asks(TestClient client) {
            assertThat(client).isNotNull();
        }
    }
}
