package dev.skein.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeKeyTest {
    @Test
    void theExampleOfTheRfc() {
        assertThat(HandshakeKey.of(Heads.NONCE)).isEqualTo(Heads.KEY);
        assertThat(HandshakeKey.isValid(Heads.KEY)).isTrue();
        assertThat(HandshakeKey.accept(Heads.KEY)).isEqualTo(Heads.ACCEPT);
    }

    @Test
    void whatIsEncodedIsValid() {
        Random random = new Random(5);
        byte[] nonce = new byte[16];
        for (int i = 0; i < 1000; i++) {
            random.nextBytes(nonce);
            assertThat(HandshakeKey.isValid(HandshakeKey.of(nonce))).isTrue();
        }
    }

    @Test
    void leftOverBitsMayBeSetAsInTheExampleOfTheRfc() {
        assertThat(HandshakeKey.isValid("AQIDBAUGBwgJCgsMDQ4PEC==")).isTrue();
        assertThat(HandshakeKey.isValid("dGhlIHNhbXBsZSBub25jZR==")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "==",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZQ=",
                "dGhlIHNhbXBsZSBub25jZQ===",
                "dGhlIHNhbXBsZSBub25jZQ=A",
                "dGhlIHNhbXBsZSBub25jZQA=",
                "dGhlIHNhbXBsZSBub25jZQAA",
                "dGhlIHNhbXBsZSBub25jZQBlQ==",
                "dGhlIHNhbXBsZSBub25j====",
                "dGhlIHNhbXBs ZSBub25jZQ=",
                "dGhlIHNhbXBsZSBub25j-Q==",
                "dGhlIHNhbXBsZSBub25j_Q==",
                "dGhlIHNhbXBsZSBub25j\u00e9Q==",
                "========================"
            })
    void othersAreNot(String key) {
        assertThat(HandshakeKey.isValid(key)).isFalse();
    }
}
