package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SessionFormatTest {
    private static SessionContent content() {
        SessionContent content = new SessionContent("id", 1_000, Long.MAX_VALUE);
        content.owner = "ada";
        content.values.put("name", SessionValue.of("Zoë \uD83D\uDE00"));
        content.values.put("", new SessionValue(true, "{\"n\":1}"));
        content.flash(new Flash("info", "saved"));
        content.flash(new Flash("", ""));
        return content;
    }

    @Test
    void comesBackAsItWas() throws IOException {
        SessionContent content = content();
        SessionContent back = SessionFormat.decode(SessionFormat.encode(content));
        assertThat(back).usingRecursiveComparison().isEqualTo(content);
        assertThat(back.values.keySet()).containsExactly("name", "");
    }

    @Test
    void emptyOneComesBackToo() throws IOException {
        SessionContent content = SessionContent.begin(5);
        SessionContent back = SessionFormat.decode(SessionFormat.encode(content));
        assertThat(back).usingRecursiveComparison().isEqualTo(content);
        assertThat(back.isEmpty()).isTrue();
        assertThat(back.owner).isNull();
    }

    @Test
    void whatIsCutOrLongerIsRefused() {
        byte[] bytes = SessionFormat.encode(content());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatIOException()
                    .as("%d bytes", length)
                    .isThrownBy(() -> SessionFormat.decode(cut));
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatIOException()
                .isThrownBy(() -> SessionFormat.decode(longer))
                .withMessageContaining("expected the bytes of a session");
    }

    @Test
    void damageIsRefusedOrMakesAnotherSessionAndNothingElse() {
        byte[] bytes = SessionFormat.encode(content());
        int refused = 0;
        for (int i = 0; i < bytes.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = bytes.clone();
                damaged[i] ^= (byte) (1 << bit);
                try {
                    SessionContent other = SessionFormat.decode(damaged);
                    assertThat(other).usingRecursiveComparison().isNotEqualTo(content());
                } catch (IOException _) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(8 * 32);
    }

    @Test
    void otherVersionsAreRefused() {
        byte[] bytes = SessionFormat.encode(content());
        bytes[0] = 2;
        assertThatIOException().isThrownBy(() -> SessionFormat.decode(bytes));
    }
}
