package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// [StepQueue] and [Inbox].
class QueuesTest {
    private static final class Numbered extends Step {
        final int thread;
        final int number;

        Numbered(int thread, int number) {
            this.thread = thread;
            this.number = number;
        }

        @Override
        void proceed() {}

        @Override
        Object subject() {
            return number;
        }
    }

    @Test
    void theStepQueueIsFirstInFirstOut() {
        StepQueue queue = new StepQueue();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.poll()).isNull();
        Step one = new Numbered(0, 1);
        Step two = new Numbered(0, 2);
        queue.add(one);
        queue.add(two);
        assertThat(queue.last()).isSameAs(two);
        assertThat(queue.poll()).isSameAs(one);
        queue.add(one);
        assertThat(queue.poll()).isSameAs(two);
        assertThat(queue.poll()).isSameAs(one);
        assertThat(queue.last()).isNull();
        assertThat(one.next).isNull();
    }

    @Test
    void theInboxGivesTheOldestFirst() {
        Inbox inbox = new Inbox();
        assertThat(inbox.takeAll()).isNull();
        for (int i = 0; i < 5; i++) {
            inbox.push(new Numbered(0, i));
        }
        assertThat(inbox.isEmpty()).isFalse();
        assertThat(numbers(inbox.takeAll())).containsExactly(0, 1, 2, 3, 4);
        assertThat(inbox.isEmpty()).isTrue();
    }

    private static List<Integer> numbers(@Nullable Step first) {
        List<Integer> result = new ArrayList<>();
        for (Step step = first; step != null; step = step.next) {
            result.add(((Numbered) step).number);
        }
        return result;
    }

    @Test
    void theInboxLosesNothingAndKeepsEachThreadsOrder() throws Exception {
        int threads = 4;
        int each = 25_000;
        Inbox inbox = new Inbox();
        List<Thread> pushers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            pushers.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < each; i++) {
                                            inbox.push(new Numbered(thread, i));
                                        }
                                    }));
        }
        int[] next = new int[threads];
        int total = 0;
        while (total < threads * each) {
            for (Step step = inbox.takeAll(); step != null; step = step.next) {
                Numbered taken = (Numbered) step;
                assertThat(taken.number).isEqualTo(next[taken.thread]++);
                total++;
            }
        }
        for (Thread pusher : pushers) {
            Await.end(pusher);
        }
        assertThat(next).containsOnly(each);
    }
}
