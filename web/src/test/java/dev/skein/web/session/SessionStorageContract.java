package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every storage has to do.
abstract class SessionStorageContract {
    static final String NAME = "session";

    final TestClock clock = new TestClock();

    abstract SessionStorage storage();

    final SessionData data(int... bytes) {
        return data(null, bytes);
    }

    final SessionData data(@Nullable String owner, int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return new SessionData(all, clock.instant().plus(Duration.ofHours(1)), owner);
    }

    static StoredSession saved(
            SessionStorage storage, @Nullable StoredSession before, SessionData data)
            throws IOException {
        return Objects.requireNonNull(storage.save(NAME, before, data));
    }

    static byte @Nullable [] bytes(SessionStorage storage, String token) throws IOException {
        StoredSession found = storage.load(NAME, token);
        return found == null ? null : found.bytes();
    }

    @Test
    void whatIsSavedIsLoaded() throws IOException {
        SessionStorage storage = storage();
        StoredSession saved = saved(storage, null, data(1, 2, 3));
        assertThat(saved.bytes()).containsExactly(1, 2, 3);
        StoredSession loaded = Objects.requireNonNull(storage.load(NAME, saved.token()));
        assertThat(loaded.bytes()).containsExactly(1, 2, 3);
        assertThat(loaded.version()).isEqualTo(saved.version());
        assertThat(loaded.token()).isEqualTo(saved.token());
    }

    @Test
    void whatIsSavedAgainIsLoadedByItsToken() throws IOException {
        SessionStorage storage = storage();
        StoredSession first = saved(storage, null, data(1));
        StoredSession second = saved(storage, first, data(2));
        StoredSession third = saved(storage, storage.load(NAME, second.token()), data(3));
        assertThat(bytes(storage, second.token())).containsAnyOf(2, 3);
        assertThat(bytes(storage, third.token())).containsExactly(3);
    }

    @Test
    void tokensAreNeverTheSameAndFitACookie() throws IOException {
        SessionStorage storage = storage();
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            tokens.add(saved(storage, null, data(1)).token());
        }
        assertThat(tokens).hasSize(100).allMatch(each -> each.matches("[A-Za-z0-9_-]{22,}"));
    }

    @Test
    void tokenIsGoodForItsCookieOnly() throws IOException {
        SessionStorage storage = storage();
        String token = saved(storage, null, data(1)).token();
        assertThat(storage.load("other", token)).isNull();
        assertThat(storage.load("", token)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "AQ",
                "====",
                "../../etc/passwd",
                "\0\u00ff€",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void whatIsNoTokenIsNothing(String token) throws IOException {
        SessionStorage storage = storage();
        saved(storage, null, data(1));
        assertThat(storage.load(NAME, token)).isNull();
        storage.delete(NAME, token);
    }

    @Test
    void hugeTokenIsNothing() throws IOException {
        assertThat(storage().load(NAME, "A".repeat(1_000_000))).isNull();
    }

    @Test
    void everyOtherCharacterMakesAnotherToken() throws IOException {
        SessionStorage storage = storage();
        String token = saved(storage, null, data(1, 2, 3)).token();
        for (int i = 0; i < token.length(); i++) {
            for (char other : new char[] {'A', 'B', 'b', '9', '_', '=', '+'}) {
                if (token.charAt(i) != other) {
                    String forged = token.substring(0, i) + other + token.substring(i + 1);
                    assertThat(storage.load(NAME, forged)).as("%s at %d", other, i).isNull();
                }
            }
            assertThat(storage.load(NAME, token.substring(0, i))).as("cut at %d", i).isNull();
        }
    }

    @Test
    void emptySessionIsOneToo() throws IOException {
        SessionStorage storage = storage();
        assertThat(bytes(storage, saved(storage, null, data()).token())).isEmpty();
    }
}
