package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.loop.EventLoop;
import dev.skein.loop.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HappyEyeballsTest {
    private static final Duration DELAY = Duration.ofMillis(250);

    private final EventLoop loop = new EventLoop();
    private final BlockingQueue<Alarm> alarms = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> interrupted = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> discarded = new LinkedBlockingQueue<>();
    private final Map<String, BlockingQueue<Object>> answers = new ConcurrentHashMap<>();

    HappyEyeballsTest() {
        loop.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        loop.stop();
        loop.awaitStopped();
        loop.close();
    }

    /// A timer that rings when the test says so.
    private static final class Alarm {
        final Runnable call;
        final CountDownLatch calledOff = new CountDownLatch(1);

        Alarm(Runnable call) {
            this.call = call;
        }
    }

    private Runnable setAlarm(Duration delay, Runnable call) {
        assertThat(delay).isEqualTo(DELAY);
        Alarm alarm = new Alarm(call);
        alarms.add(alarm);
        return alarm.calledOff::countDown;
    }

    private BlockingQueue<Object> answer(String address) {
        return answers.computeIfAbsent(address, _ -> new LinkedBlockingQueue<>());
    }

    /// An attempt that ends as the test says; `late:` answers are given although it was interrupted.
    private String attempt(InetAddress address) throws IOException, InterruptedException {
        String name = address.getHostAddress();
        begun.add(name);
        Object answer;
        try {
            answer = answer(name).take();
        } catch (InterruptedException e) {
            interrupted.add(name);
            if (!answer(name + " late").isEmpty()) {
                return name;
            }
            throw e;
        }
        if (answer instanceof IOException failure) {
            throw failure;
        }
        return name;
    }

    private Task<String> race(String... addresses) {
        List<InetAddress> list = Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
        return loop.createTask(
                () ->
                        new HappyEyeballs<>(
                                        loop, this::setAlarm, DELAY, this::attempt, discarded::add)
                                .race(list));
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static String result(Task<String> race) throws Exception {
        return race.join(Duration.ofSeconds(10));
    }

    private static List<InetAddress> literals(String... addresses) {
        return Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
    }

    @Test
    void familiesTakeTurns() {
        List<InetAddress> mixed = literals("10.0.0.1", "10.0.0.2", "10.0.0.3", "::1", "::2");
        assertThat(HappyEyeballs.interleave(mixed, false))
                .isEqualTo(literals("::1", "10.0.0.1", "::2", "10.0.0.2", "10.0.0.3"));
        assertThat(HappyEyeballs.interleave(mixed, true))
                .isEqualTo(literals("10.0.0.1", "::1", "10.0.0.2", "::2", "10.0.0.3"));
        assertThat(HappyEyeballs.interleave(literals("10.0.0.2", "10.0.0.1"), false))
                .isEqualTo(literals("10.0.0.2", "10.0.0.1"));
    }

    @Test
    void aSingleAddressNeedsNoTaskAndNoTimer() throws Exception {
        AtomicReference<Thread> by = new AtomicReference<>();
        String made =
                new HappyEyeballs<>(
                                loop,
                                this::setAlarm,
                                DELAY,
                                _ -> {
                                    by.set(Thread.currentThread());
                                    return "made";
                                },
                                discarded::add)
                        .race(literals("::1"));
        assertThat(made).isEqualTo("made");
        assertThat(by.get()).isSameAs(Thread.currentThread());
        assertThat(alarms).isEmpty();
    }

    @Test
    void aSingleAddressThatFailsIsNamed() {
        answer("127.0.0.1").add(new IOException("Connection refused"));
        assertThatThrownBy(() -> result(race("127.0.0.1")))
                .hasRootCauseMessage("Connection refused")
                .cause()
                .hasMessage("127.0.0.1: Connection refused");
    }

    @Test
    void aQuickFirstOneIsTheOnlyOne() throws Exception {
        answer("0:0:0:0:0:0:0:1").add("ok");
        assertThat(result(race("::1", "127.0.0.1"))).isEqualTo("0:0:0:0:0:0:0:1");
        assertThat(begun).containsExactly("0:0:0:0:0:0:0:1");
        assertThat(next(alarms).calledOff.getCount()).isZero();
        assertThat(discarded).isEmpty();
    }

    @Test
    void afterTheDelayTheNextIsTriedBesideIt() throws Exception {
        Task<String> race = race("10.0.0.1", "10.0.0.2", "10.0.0.3");
        assertThat(next(begun)).isEqualTo("10.0.0.1");
        next(alarms).call.run();
        assertThat(next(begun)).isEqualTo("10.0.0.2");
        answer("10.0.0.2").add("ok");
        assertThat(result(race)).isEqualTo("10.0.0.2");
        assertThat(next(interrupted)).isEqualTo("10.0.0.1");
        assertThat(begun).isEmpty();
    }

    @Test
    void theFirstMayStillWinAfterTheDelay() throws Exception {
        Task<String> race = race("10.0.0.1", "10.0.0.2");
        next(alarms).call.run();
        next(begun);
        next(begun);
        answer("10.0.0.1").add("ok");
        assertThat(result(race)).isEqualTo("10.0.0.1");
        assertThat(next(interrupted)).isEqualTo("10.0.0.2");
    }

    @Test
    void aFailureStartsTheNextAtOnce() throws Exception {
        answer("10.0.0.1").add(new IOException("refused"));
        Task<String> race = race("10.0.0.1", "10.0.0.2");
        assertThat(next(begun)).isEqualTo("10.0.0.1");
        assertThat(next(begun)).isEqualTo("10.0.0.2");
        answer("10.0.0.2").add("ok");
        assertThat(result(race)).isEqualTo("10.0.0.2");
        assertThat(next(alarms).calledOff.getCount()).isZero();
        assertThat(alarms).isEmpty(); // none for the last one
    }

    @Test
    void anAlarmThatRingsTooLateStartsNothing() throws Exception {
        Task<String> race = race("10.0.0.1", "10.0.0.2", "10.0.0.3");
        Alarm first = next(alarms);
        answer("10.0.0.1").add(new IOException("refused"));
        next(begun);
        assertThat(next(begun)).isEqualTo("10.0.0.2");
        Alarm second = next(alarms);
        first.call.run();
        answer("10.0.0.2").add("ok");
        assertThat(result(race)).isEqualTo("10.0.0.2");
        assertThat(begun).isEmpty();
        assertThat(second.calledOff.getCount()).isZero();
    }

    @Test
    void allThatFailAreNamed() {
        answer("10.0.0.1").add(new IOException("refused"));
        answer("10.0.0.2").add(new IOException("unreachable"));
        Task<String> race = race("10.0.0.1", "10.0.0.2");
        assertThatThrownBy(() -> result(race))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("10.0.0.1: refused; 10.0.0.2: unreachable")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    }

    @Test
    void anErrorOfAnAttemptEndsTheRaceToo() {
        HappyEyeballs.Attempt<String> broken =
                address -> {
                    throw new IllegalStateException("broken at " + address.getHostAddress());
                };
        Task<String> race =
                loop.createTask(
                        () ->
                                new HappyEyeballs<>(
                                                loop, this::setAlarm, DELAY, broken, discarded::add)
                                        .race(literals("10.0.0.1", "10.0.0.2")));
        assertThatThrownBy(() -> result(race))
                .hasMessageContaining("10.0.0.1: broken at 10.0.0.1; 10.0.0.2: broken");
    }

    @Test
    void whatComesTooLateIsDiscarded() throws Exception {
        answer("10.0.0.1 late").add("yes");
        Task<String> race = race("10.0.0.1", "10.0.0.2");
        next(begun);
        next(alarms).call.run();
        next(begun);
        answer("10.0.0.2").add("ok");
        assertThat(result(race)).isEqualTo("10.0.0.2");
        assertThat(next(discarded)).isEqualTo("10.0.0.1");
    }

    @Test
    void anInterruptedRaceCancelsAll() throws Exception {
        answer("10.0.0.2 late").add("yes");
        Task<String> race = race("10.0.0.1", "10.0.0.2");
        next(alarms).call.run();
        next(begun);
        next(begun);
        race.cancel();
        List<String> both = new ArrayList<>(List.of(next(interrupted), next(interrupted)));
        assertThat(both).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
        assertThat(next(discarded)).isEqualTo("10.0.0.2");
        assertThatThrownBy(() -> result(race))
                .isInstanceOf(java.util.concurrent.CancellationException.class);
    }

    /// The winner and the interruption come together: whatever is returned or discarded, nothing is lost.
    @Test
    void aWinnerIsReturnedOrDiscarded() throws Exception {
        for (int i = 0; i < 200; i++) {
            Task<String> race = race("10.0.0.1", "10.0.0.2");
            next(begun);
            answer("10.0.0.1").add("ok");
            race.cancel();
            String got;
            try {
                got = result(race);
            } catch (java.util.concurrent.CancellationException _) {
                got = null;
            }
            if (got == null) {
                assertThat(eitherOf(interrupted, discarded)).isEqualTo("10.0.0.1");
            }
            assertThat(discarded).isEmpty();
            answers.clear();
            begun.clear();
            alarms.clear();
            interrupted.clear();
        }
    }

    private static String eitherOf(BlockingQueue<String> one, BlockingQueue<String> other)
            throws InterruptedException {
        while (true) {
            String first = one.poll(1, TimeUnit.MILLISECONDS);
            String found = first == null ? other.poll() : first;
            if (found != null) {
                return found;
            }
        }
    }
}
