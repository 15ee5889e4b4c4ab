package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CookieStorageTest extends SessionStorageContract {
    private static final String SECRET = "correct horse battery staple, and more";

    private static byte[] key(int seed) {
        byte[] key = new byte[32];
        new Random(seed).nextBytes(key);
        return key;
    }

    @Override
    CookieStorage storage() {
        return CookieStorage.of(key(1));
    }

    @Test
    void saysThatItKeepsNothing() throws IOException {
        CookieStorage storage = storage();
        assertThat(storage.isServerSide()).isFalse();
        String token = saved(storage, null, data(1)).token();
        storage.delete(NAME, token);
        assertThat(bytes(storage, token)).containsExactly(1);
    }

    @Test
    void everyBitIsAuthenticated() throws IOException {
        CookieStorage storage = storage();
        byte[] sealed = Base64.getUrlDecoder().decode(saved(storage, null, data(1, 2, 3)).token());
        assertThat(sealed).hasSize(2 + 12 + 3 + 16);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] forged = sealed.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(storage.load(NAME, encoded(forged))).as("bit %d", bit).isNull();
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void otherSpellingsOfTheSameBytesAreRefused() throws IOException {
        CookieStorage storage = storage();
        String token = saved(storage, null, data(1, 2)).token();
        assertThat(token.length() % 4).isNotZero();
        assertThat(storage.load(NAME, token + "=".repeat(4 - token.length() % 4))).isNull();
    }

    @Test
    void nothingCanBeReadInIt() throws IOException {
        byte[] secret = "the quick brown fox".getBytes(StandardCharsets.US_ASCII);
        SessionData data = new SessionData(secret, clock.instant(), null);
        byte[] sealed = Base64.getUrlDecoder().decode(saved(storage(), null, data).token());
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("quick");
    }

    @Test
    void otherKeysOpenNothing() throws IOException {
        String token = saved(storage(), null, data(1)).token();
        for (int seed = 2; seed < 300; seed++) {
            assertThat(CookieStorage.of(key(seed)).load(NAME, token)).isNull();
        }
    }

    @Test
    void olderKeysAreReadAndTheCurrentOneIsWritten() throws IOException {
        StoredSession old = saved(storage(), null, data(1));
        CookieStorage rotated = CookieStorage.of(key(2), key(3), key(1));
        StoredSession loaded = Objects.requireNonNull(rotated.load(NAME, old.token()));
        assertThat(loaded.bytes()).containsExactly(1);
        StoredSession made = saved(rotated, loaded, data(2));
        assertThat(bytes(CookieStorage.of(key(2)), made.token())).containsExactly(2);
        assertThat(bytes(storage(), made.token())).isNull();
        assertThat(bytes(CookieStorage.of(key(2)), old.token())).isNull();
    }

    @Test
    void keysWithTheSameIdAreToldApart() throws IOException {
        byte id = CookieKey.of(key(1)).id();
        int twin = 2;
        while (CookieKey.of(key(twin)).id() != id) {
            twin++;
        }
        CookieStorage both = CookieStorage.of(key(twin), key(1));
        String token = saved(storage(), null, data(1)).token();
        assertThat(bytes(both, token)).containsExactly(1);
    }

    @Test
    void secretsMakeTheSameKeyEverywhere() throws IOException {
        String token = saved(CookieStorage.fromSecret(SECRET), null, data(1)).token();
        assertThat(bytes(CookieStorage.fromSecret(SECRET), token)).containsExactly(1);
        assertThat(bytes(CookieStorage.fromSecret(SECRET + "!"), token)).isNull();
        assertThat(bytes(CookieStorage.fromSecret(SECRET + "!", SECRET), token)).containsExactly(1);
    }

    @Test
    void shortSecretsAndKeysAreRefusedAndNotTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CookieStorage.fromSecret("hunter2"))
                .withMessageContaining("32")
                .withMessageContaining("openssl rand")
                .withMessageNotContaining("hunter2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CookieStorage.of(new byte[16]))
                .withMessageContaining("32 random bytes, got 16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CookieStorage.of(key(1), key(1)))
                .withMessageContaining("older");
        assertThat(CookieKey.of(key(1)).toString()).matches("CookieKey\\[\\d+\\]");
    }

    @Test
    void tooLargeForACookieSaysWhatToDo() throws IOException {
        int most = (4096 - NAME.length()) / 4 * 3 - 30;
        assertThat(saved(storage(), null, data(new int[most])).token().length() + NAME.length())
                .isBetween(4090, 4096);
        assertThatIllegalStateException()
                .isThrownBy(() -> storage().save(NAME, null, data(new int[most + 6])))
                .withMessageContaining("4096")
                .withMessageContaining("MemoryStorage");
    }

    @Test
    void nonceIsNeverTheSame() throws IOException {
        CookieStorage storage = storage();
        String one = saved(storage, null, data(1)).token();
        String other = saved(storage, null, data(1)).token();
        assertThat(one.substring(0, 18)).isNotEqualTo(other.substring(0, 18));
    }
}
