package dev.skein.client;

import dev.skein.loop.EventLoop;
import dev.skein.loop.Task;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One race of the addresses of a host (RFC 8305): they are tried one after the other, the next one as soon as one fails or a delay
/// has passed, and the first that succeeds wins. To be used once, by the thread that made it.
///
/// @param <T> what an attempt opens
final class HappyEyeballs<T> {
    /// Opens something at an address, or waits until it fails.
    @FunctionalInterface
    interface Attempt<T> {
        T connect(InetAddress address) throws IOException, InterruptedException;
    }

    /// Calls back later.
    @FunctionalInterface
    interface Timer {
        /// Calls after the delay; the result calls it off.
        Runnable after(Duration delay, Runnable call);
    }

    private final EventLoop loop;
    private final Timer timer;
    private final Duration delay;
    private final Attempt<T> attempt;
    private final Consumer<T> discard;
    private final Thread owner = Thread.currentThread();

    private final AtomicReference<@Nullable Outcome<T>> outcome = new AtomicReference<>();

    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final List<Failure> seen = new ArrayList<>();
    private final List<Task<?>> tasks = new ArrayList<>();

    /// How many attempts had begun when the delay after the last one passed.
    private volatile int due;

    private record Failure(InetAddress address, Throwable reason) {}

    /// What was opened first, or null when nothing is wanted any more.
    private record Outcome<T>(@Nullable T made) {}

    /// @param loop carries the attempts
    /// @param discard is given what came too late
    HappyEyeballs(
            EventLoop loop, Timer timer, Duration delay, Attempt<T> attempt, Consumer<T> discard) {
        this.loop = loop;
        this.timer = timer;
        this.delay = delay;
        this.attempt = attempt;
        this.discard = discard;
    }

    /// The addresses with the families in turn (RFC 8305 §4), each in its own order.
    static List<InetAddress> interleave(List<InetAddress> addresses, boolean ipv4First) {
        Queue<InetAddress> first = new ArrayDeque<>();
        Queue<InetAddress> second = new ArrayDeque<>();
        for (InetAddress address : addresses) {
            (address instanceof Inet4Address == ipv4First ? first : second).add(address);
        }
        List<InetAddress> mixed = new ArrayList<>(addresses.size());
        while (!first.isEmpty() || !second.isEmpty()) {
            if (!first.isEmpty()) {
                mixed.add(first.remove());
            }
            if (!second.isEmpty()) {
                mixed.add(second.remove());
            }
        }
        return mixed;
    }

    /// Runs the race. A single address is tried by the caller itself.
    ///
    /// @throws IOException if all fail; the message names every address and why; the reasons are suppressed exceptions, a single
    ///     one is the cause
    /// @throws InterruptedException if the caller is interrupted; the attempts are then cancelled
    T race(List<InetAddress> addresses) throws IOException, InterruptedException {
        if (addresses.size() == 1) {
            return alone(addresses.getFirst());
        }
        boolean won = false;
        try {
            T made = winner(addresses.iterator());
            won = true;
            return made;
        } finally {
            Outcome<T> last = outcome.getAndSet(new Outcome<>(null));
            if (!won && last != null && last.made() != null) {
                discard.accept(last.made());
            }
            tasks.forEach(Task::cancel);
        }
    }

    private T alone(InetAddress address) throws IOException, InterruptedException {
        try {
            return attempt.connect(address);
        } catch (IOException e) {
            seen.add(new Failure(address, e));
            throw allFailed();
        }
    }

    private T winner(Iterator<InetAddress> rest) throws IOException, InterruptedException {
        while (true) {
            int begun = tasks.size();
            Runnable callOff = () -> {};
            if (rest.hasNext()) {
                begin(rest.next());
                begun++;
                if (rest.hasNext()) {
                    int mark = begun;
                    callOff = timer.after(delay, () -> pass(mark));
                }
            }
            try {
                awaitNews(begun);
            } finally {
                callOff.run();
            }
            Outcome<T> first = outcome.get();
            if (first != null && first.made() != null) {
                return first.made();
            }
            if (!rest.hasNext() && seen.size() == tasks.size()) {
                throw allFailed();
            }
        }
    }

    private void begin(InetAddress address) {
        tasks.add(loop.createTask(() -> tryOut(address)));
    }

    private void tryOut(InetAddress address) {
        try {
            T made = attempt.connect(address);
            if (!outcome.compareAndSet(null, new Outcome<>(made))) {
                discard.accept(made);
            }
        } catch (Throwable e) { // or the race would never end
            failures.add(new Failure(address, e));
        }
        LockSupport.unpark(owner);
    }

    private void pass(int begun) {
        due = begun;
        LockSupport.unpark(owner);
    }

    /// Waits until something was opened, an attempt failed or the delay has passed.
    private void awaitNews(int begun) throws InterruptedException {
        while (outcome.get() == null && due < begun) {
            Failure failure = failures.poll();
            if (failure != null) {
                seen.add(failure);
                return;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.park(this);
        }
    }

    private ConnectException allFailed() {
        StringBuilder message = new StringBuilder();
        for (Failure failure : seen) {
            String reason = failure.reason().getMessage();
            message.append(message.isEmpty() ? "" : "; ")
                    .append(failure.address().getHostAddress())
                    .append(": ")
                    .append(reason == null ? failure.reason().toString() : reason);
        }
        ConnectException all = new ConnectException(message.toString());
        if (seen.size() == 1) {
            all.initCause(seen.getFirst().reason());
        } else {
            seen.forEach(failure -> all.addSuppressed(failure.reason()));
        }
        return all;
    }
}
