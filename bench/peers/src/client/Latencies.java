package client;

/// A histogram of times, exact to 3 %: each power of two has 32 buckets. For one thread.
final class Latencies {
    private static final int BITS = 5;
    private static final int STEPS = 1 << BITS;

    private final int[] buckets = new int[(64 - BITS) * STEPS];
    private long count;

    void record(long nanos) {
        buckets[bucket(Math.max(0, nanos))]++;
        count++;
    }

    void add(Latencies other) {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] += other.buckets[i];
        }
        count += other.count;
    }

    long count() {
        return count;
    }

    /// In microseconds, the middle of the bucket; 0 where nothing was recorded.
    double percentile(double percent) {
        long rank = Math.max(1, (long) Math.ceil(count * percent / 100));
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen >= rank) {
                return (floor(i) + floor(i + 1)) / 2.0 / 1000;
            }
        }
        return 0;
    }

    /// Below 32 a bucket for each value, then 32 for each power of two.
    private static int bucket(long value) {
        int shift = Math.max(0, 63 - BITS - Long.numberOfLeadingZeros(value | 1));
        return shift * STEPS + (int) (value >> shift);
    }

    private static double floor(int bucket) {
        int shift = Math.max(0, bucket / STEPS - 1);
        return Math.scalb((double) (bucket - shift * STEPS), shift);
    }
}
