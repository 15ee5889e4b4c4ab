package dev.skein.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/// How all benchmarks here are measured, if the command line does not say otherwise: average nanoseconds per operation, five
/// seconds after a warm-up of five, in one JVM of their own with the flags that Skein wants.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseCompactObjectHeaders",
            "-Djdk.trackAllThreads=false",
            "--sun-misc-unsafe-memory-access=allow" // JMH itself, which would be warned of it
        })
public abstract class Measured {
    /// For benchmarks only.
    protected Measured() {}

    /// Says that a benchmark did not do what it measures.
    ///
    /// @throws IllegalStateException unless `came` is `expected`
    static void require(int expected, int came) {
        if (came != expected) {
            throw new IllegalStateException("expected " + expected + ", came " + came);
        }
    }
}
