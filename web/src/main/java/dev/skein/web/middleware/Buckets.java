package dev.skein.web.middleware;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Buckets of tokens, one for each key; the one not used for longest goes when there are too many. For any thread.
///
/// A bucket is one number: when it will be full again. Taking a token moves that one interval on; where that would be farther away than
/// the whole bucket takes to fill, there is no token (the "generic cell rate algorithm").
final class Buckets {
    private static final Duration LONGEST = Duration.ofDays(3653);
    private static final long MOST_NANOS = LONGEST.toNanos() * 10;

    /// @param interval nanoseconds in which one token comes back
    /// @param burst how many a bucket holds
    record Terms(long interval, int burst, int mostKeys) {
        Terms {
            if (burst < 1 || mostKeys < 1 || burst > MOST_NANOS / interval) {
                throw new IllegalArgumentException(
                        "expected at least one request and one key, and less than a hundred years to fill a bucket, got "
                                + burst
                                + " requests and "
                                + mostKeys
                                + " keys");
            }
        }

        static Terms of(int requests, Duration time, int mostKeys) {
            if (requests < 1 || !time.isPositive() || time.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "expected at least one request in a time above zero and up to ten years, got "
                                + requests
                                + " in "
                                + time);
            }
            return new Terms(Math.max(1, time.toNanos() / requests), requests, mostKeys);
        }

        Terms withBurst(int other) {
            return new Terms(interval, other, mostKeys);
        }

        Terms withMostKeys(int other) {
            return new Terms(interval, burst, other);
        }

        long capacity() {
            return interval * burst;
        }
    }

    /// @param remaining tokens that are left
    /// @param waitNanos until there is a token, if there was none
    /// @param fullNanos until the bucket is full
    record Answer(int remaining, long waitNanos, long fullNanos) {}

    private static final class Bucket {
        private long fullAt;
    }

    private final Terms terms;
    private final long start;
    private final Map<String, Bucket> byKey;

    /// @param start as [System#nanoTime]
    Buckets(Terms terms, long start) {
        this.terms = terms;
        this.start = start;
        this.byKey =
                new LinkedHashMap<>(16, 0.75f, true) {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                        return size() > terms.mostKeys();
                    }
                };
    }

    /// @param nanos as [System#nanoTime]
    synchronized Answer take(String key, long nanos) {
        long now = nanos - start;
        Bucket bucket = byKey.computeIfAbsent(key, _ -> new Bucket());
        long before = Math.max(bucket.fullAt, now);
        long after = before + terms.interval();
        long wait = after - now - terms.capacity();
        if (wait > 0) {
            return new Answer(0, wait, before - now);
        }
        bucket.fullAt = after;
        return new Answer((int) (-wait / terms.interval()), 0, after - now);
    }
}
