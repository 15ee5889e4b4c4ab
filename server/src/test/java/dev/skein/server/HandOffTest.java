package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.HttpResponse;
import dev.skein.loop.LoopOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Handlers that compute and do not let go: they harm nobody and lose nothing.
class HandOffTest {
    @Test
    void othersAreServedWhileHandlersSpin() throws Exception {
        ServerOptions options =
                Serve.options()
                        .withLoops(1)
                        .withLoopOptions(
                                LoopOptions.defaults().withHandOffAfter(Duration.ofMillis(5)));
        AtomicInteger served = new AtomicInteger();
        BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
        AtomicBoolean enough = new AtomicBoolean();
        try (Server server =
                Serve.start(
                        options,
                        (request, channels) -> {
                            byte[] body = request.readBody(channels, 100_000);
                            if (request.path().startsWith("/spin")) {
                                spin(Duration.ofMillis(50));
                            }
                            channels.reply()
                                    .send(HttpResponse.text(request.path() + " " + body.length));
                        })) {
            List<Thread> others = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                others.add(
                        Thread.ofPlatform()
                                .start(() -> beServed(server, enough, served, failures)));
            }
            List<Thread> spinners = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                spinners.add(Thread.ofPlatform().start(() -> letSpin(server, failures)));
            }
            for (Thread spinner : spinners) {
                spinner.join();
            }
            enough.set(true);
            for (Thread other : others) {
                other.join();
            }
            assertThat(failures).isEmpty();
            if (Boolean.getBoolean("skein.default.scheduler")) {
                return; // tasks have the JDK's few threads then, and share them as the JDK likes
            }
            assertThat(server.loops().loops().getFirst().handOffs()).isPositive();
            // Spins one after the other would have left each of the others one answer between two
            // of them.
            assertThat(served.get()).isGreaterThan(60);
        }
    }

    private static void letSpin(Server server, BlockingQueue<Throwable> failures) {
        try (RawClient client = RawClient.to(server)) {
            for (int i = 0; i < 10; i++) {
                String head = "POST /spin" + i + " HTTP/1.1\r\nHost: a\r\nContent-Length: 30000";
                client.send(head + "\r\n\r\n").send(new byte[30_000]);
                assertThat(client.read().text()).isEqualTo("/spin" + i + " 30000");
            }
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    private static void beServed(
            Server server,
            AtomicBoolean enough,
            AtomicInteger served,
            BlockingQueue<Throwable> failures) {
        try (RawClient client = RawClient.to(server)) {
            while (!enough.get()) {
                assertThat(client.get("/quick").read().text()).isEqualTo("/quick 0");
                served.incrementAndGet();
            }
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    private static void spin(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }
}
