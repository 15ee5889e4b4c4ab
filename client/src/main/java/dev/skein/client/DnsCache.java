package dev.skein.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Names and their addresses, remembered for a while. Thread-safe.
///
/// Lookups of one name at the same time share one call of the [Resolver], on a virtual thread of its own: it goes on when a waiter
/// is interrupted. Failures are told to all who wait and are not remembered.
final class DnsCache {
    /// More addresses of one name than this are never tried.
    private static final int MOST_ADDRESSES = 64;

    private static final long FOREVER = Long.MAX_VALUE;

    private final Resolver resolver;
    private final long ttl;
    private final int size;
    private final LongSupplier clock;
    private final Map<String, CompletableFuture<Answer>> running = new HashMap<>();
    private final LinkedHashMap<String, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);

    /// @param ttl zero for remembering nothing, null for ever
    /// @param size how many names are remembered
    /// @param clock nanoseconds from any origin
    DnsCache(Resolver resolver, @Nullable Duration ttl, int size, LongSupplier clock) {
        this.resolver = resolver;
        this.ttl = ttl == null ? FOREVER : TimeUnit.NANOSECONDS.convert(ttl); // saturates
        this.size = size;
        this.clock = clock;
    }

    /// What a name means, since when, and how often it was asked for.
    private record Answer(List<InetAddress> addresses, long since, AtomicInteger turns) {
        /// The addresses, beginning each time with another one.
        List<InetAddress> next() {
            int count = addresses.size();
            if (count == 1) {
                return addresses;
            }
            int first = Math.floorMod(turns.getAndIncrement(), count);
            List<InetAddress> rotated = new ArrayList<>(addresses.subList(first, count));
            rotated.addAll(addresses.subList(0, first));
            return rotated;
        }
    }

    /// The addresses of a host, which each request gets in another order, so that all of them are used. An address means itself.
    ///
    /// @param host a name, or an address with or without brackets
    /// @throws IOException if the host has none or the lookup fails
    /// @throws InterruptedException if the caller is interrupted; the lookup goes on
    List<InetAddress> lookup(String host, DialObserver observer)
            throws IOException, InterruptedException {
        InetAddress literal = DialAddress.literal(host);
        if (literal != null) {
            return List.of(literal);
        }
        String name = host.toLowerCase(Locale.ROOT);
        CompletableFuture<Answer> answer;
        boolean mine = false;
        synchronized (this) {
            Answer known = remembered(name);
            answer = known == null ? running.get(name) : CompletableFuture.completedFuture(known);
            if (answer == null) {
                answer = new CompletableFuture<>();
                running.put(name, answer);
                mine = true;
            }
        }
        if (!mine && answer.isDone()) {
            observer.dnsCacheHit(name);
            return await(answer).next();
        }
        observer.dnsCacheMiss(name);
        observer.dnsStart(name);
        if (mine) {
            start(name, answer);
        }
        Answer found = await(answer);
        observer.dnsEnd(found.addresses());
        return found.next();
    }

    /// Forgets all names. Lookups that are under way are answered but not remembered.
    synchronized void clear() {
        answers.clear();
        running.clear();
    }

    /// [#clear()] for one name.
    synchronized void clear(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        answers.remove(name);
        running.remove(name);
    }

    private @Nullable Answer remembered(String name) {
        Answer answer = answers.get(name);
        if (answer == null || ttl == FOREVER || clock.getAsLong() - answer.since() < ttl) {
            return answer;
        }
        answers.remove(name);
        return null;
    }

    private static Answer await(CompletableFuture<Answer> answer)
            throws IOException, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            String message = cause == null ? null : cause.getMessage();
            UnknownHostException failure =
                    new UnknownHostException(message == null ? String.valueOf(cause) : message);
            failure.initCause(cause); // of each waiter's own: stack traces are not shared
            throw failure;
        }
    }

    /// Starts the lookup on the JDK's scheduler. A virtual thread inherits the scheduler of the one that makes it, so that made by a
    /// task it would hold the task's loop: it is made by a thread of the pool.
    private void start(String name, CompletableFuture<Answer> answer) {
        try {
            ForkJoinPool.commonPool()
                    .execute(
                            () ->
                                    Thread.ofVirtual()
                                            .name("skein-dns")
                                            .inheritInheritableThreadLocals(false)
                                            .start(() -> resolve(name, answer)));
        } catch (RuntimeException | Error e) {
            failed(name, answer, e);
            throw e;
        }
    }

    private void resolve(String name, CompletableFuture<Answer> answer) {
        try {
            List<InetAddress> found = resolver.resolve(name);
            if (found.isEmpty()) {
                throw new UnknownHostException("it has no address");
            }
            int count = Math.min(found.size(), MOST_ADDRESSES);
            found(
                    name,
                    answer,
                    new Answer(
                            List.copyOf(found.subList(0, count)),
                            clock.getAsLong(),
                            new AtomicInteger()));
        } catch (Throwable e) { // or the waiters would wait for ever
            failed(name, answer, e);
        }
    }

    private void found(String name, CompletableFuture<Answer> answer, Answer found) {
        synchronized (this) {
            if (running.remove(name, answer) && ttl > 0) {
                answers.put(name, found);
                if (answers.size() > size) {
                    answers.pollFirstEntry();
                }
            }
        }
        answer.complete(found);
    }

    private void failed(String name, CompletableFuture<Answer> answer, Throwable cause) {
        synchronized (this) {
            running.remove(name, answer);
        }
        answer.completeExceptionally(cause);
    }
}
