package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The protocol's interleavings, one after the other: two drivers that never run, and the test as the watchdog.
class OwnershipTest {
    private final EventLoop loop = new EventLoop();
    private final Ownership ownership = new Ownership();
    private final Driver first = new Driver(loop.core, "first");
    private final Driver second = new Driver(loop.core, "second");

    private void give(Driver driver, long sample) {
        driver.turn = Ownership.turnOf(sample) + 1;
        driver.depth = 0;
    }

    @Test
    void aStepThatEndsInTimeKeepsTheLoop() {
        ownership.begin(first);
        long sample = ownership.sample();
        assertThat(Ownership.isUser(sample)).isTrue();
        assertThat(ownership.end(first)).isTrue();
        assertThat(ownership.isHeldBy(first)).isTrue();
        assertThat(ownership.take(sample)).isFalse();
    }

    @Test
    void theLoopIsNotTakenBetweenSteps() {
        ownership.begin(first);
        ownership.end(first);
        assertThat(Ownership.isUser(ownership.sample())).isFalse();
    }

    @Test
    void anOldSampleDoesNotTakeALaterStep() {
        ownership.begin(first);
        long old = ownership.sample();
        ownership.end(first);
        ownership.begin(first);
        assertThat(ownership.take(old)).isFalse();
        assertThat(ownership.end(first)).isTrue();
    }

    @Test
    void aStepThatLostTheLoopCannotEndOrEnter() {
        ownership.begin(first);
        long sample = ownership.sample();
        assertThat(ownership.take(sample)).isTrue();
        give(second, sample);
        assertThat(ownership.enter(first)).isFalse();
        assertThat(ownership.end(first)).isFalse();
        assertThat(ownership.isHeldBy(first)).isFalse();
        assertThat(ownership.isHeldBy(second)).isTrue();
    }

    @Test
    void theLoserStaysOutInAllModesOfTheWinner() {
        ownership.begin(first);
        long sample = ownership.sample();
        ownership.take(sample);
        give(second, sample);
        ownership.begin(second);
        assertThat(ownership.enter(first)).isFalse();
        assertThat(ownership.end(first)).isFalse();
        assertThat(ownership.enter(second)).isTrue();
        assertThat(ownership.enter(first)).isFalse();
        ownership.exit(second);
        assertThat(ownership.end(second)).isTrue();
        assertThat(ownership.enter(first)).isFalse();
    }

    @Test
    void theLoopIsNotTakenFromRuntimeCode() {
        ownership.begin(first);
        long sample = ownership.sample();
        assertThat(ownership.enter(first)).isTrue();
        assertThat(Ownership.isUser(ownership.sample())).isFalse();
        assertThat(ownership.take(sample)).isFalse();
        ownership.exit(first);
        assertThat(ownership.take(sample)).isTrue();
    }

    @Test
    void enteringNests() {
        ownership.begin(first);
        assertThat(ownership.enter(first)).isTrue();
        assertThat(ownership.enter(first)).isTrue();
        assertThat(first.depth).isEqualTo(1);
        ownership.exit(first);
        assertThat(ownership.isHeldBy(first)).isTrue();
        ownership.exit(first);
        assertThat(ownership.isHeldBy(first)).isFalse();
        assertThat(ownership.end(first)).isTrue();
    }

    @Test
    void aDriverBetweenStepsEntersWithoutOpeningTheLoop() {
        ownership.begin(first);
        ownership.end(first);
        assertThat(ownership.enter(first)).isTrue();
        ownership.exit(first);
        assertThat(ownership.isHeldBy(first)).isTrue();
    }

    @Test
    void aLateExitOfTheLoserChangesNothing() {
        ownership.begin(first);
        long sample = ownership.sample();
        ownership.take(sample);
        give(second, sample);
        ownership.exit(first);
        assertThat(ownership.isHeldBy(second)).isTrue();
        ownership.begin(second);
        long word = ownership.sample();
        ownership.exit(first);
        assertThat(ownership.sample()).isEqualTo(word);
    }

    @Test
    void onlyOneOfTwoTakersWins() {
        ownership.begin(first);
        long sample = ownership.sample();
        assertThat(ownership.take(sample)).isTrue();
        assertThat(ownership.take(sample)).isFalse();
    }

    @Test
    void numbersNeverReturn() {
        ownership.begin(first);
        long one = ownership.sample();
        ownership.take(one);
        give(second, one);
        ownership.begin(second);
        long two = ownership.sample();
        ownership.take(two);
        give(first, two);
        ownership.begin(first);
        assertThat(Ownership.turnOf(ownership.sample())).isGreaterThan(Ownership.turnOf(two));
        assertThat(ownership.enter(second)).isFalse();
        assertThat(ownership.end(first)).isTrue();
    }
}
