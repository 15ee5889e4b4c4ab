package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tasks without the flag that opens `java.lang`.
@Tag("essential")
class DefaultSchedulerTest {
    @Test
    void tasksAreCarriedUnlessSwitchedOff() throws Exception {
        assertThat(VirtualThreads.CARRIED)
                .isEqualTo(!Boolean.getBoolean("skein.default.scheduler"));
        try (TestLoop t = new TestLoop()) {
            boolean onLoop = t.<Boolean>call(() -> VirtualThreads.carrier() instanceof Driver);
            assertThat(onLoop).isEqualTo(VirtualThreads.CARRIED);
        }
    }

    @Test
    void aJvmWithoutTheFlagSaysSoAndWorks() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(said).contains("result 7").contains("--add-opens java.base/java.lang");
        assertThat(said.split("default scheduler", -1)).as(said).hasSize(2);
    }

    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            try (EventLoop loop = new EventLoop()) {
                int result =
                        loop.<Integer>runUntilComplete(
                                () -> {
                                    loop.sleep(Duration.ofMillis(1));
                                    return EventLoop.current() == loop ? 7 : 0;
                                });
                System.out.println("result " + result);
            }
        }
    }
}
