package dev.skein.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Every benchmark runs, with each value of its parameters. How fast is not judged here.
class MicroBenchmarksTest {
    private static final Options A_MOMENT =
            new OptionsBuilder()
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(10))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build();

    @Test
    void everyBenchmarkGivesAResult() throws RunnerException {
        Collection<RunResult> results = new Runner(A_MOMENT).run();

        assertThat(results)
                .allSatisfy(
                        result ->
                                assertThat(result.getPrimaryResult().getScore())
                                        .isFinite()
                                        .isPositive());
        assertThat(results.stream().map(result -> result.getParams().getBenchmark()))
                .containsAll(all());
    }

    private static Set<String> all() {
        return BenchmarkList.defaultList()
                .getAll(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        List.of())
                .stream()
                .map(BenchmarkListEntry::getUsername)
                .collect(Collectors.toSet());
    }

    @Test
    void theirOwnJvmHasTheFlagsThatSkeinWants() {
        assertThat(Measured.class.getAnnotation(Fork.class).jvmArgsAppend())
                .contains(System.getProperty("skein.jvm.flags").split(" "));
    }
}
