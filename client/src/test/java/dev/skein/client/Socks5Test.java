package dev.skein.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Socks5Test {
    private static final String OK_IPV4 = "05000001 00000000 0000";

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static Socks5 toName(@Nullable String user, @Nullable String password)
            throws IOException {
        return Socks5.to("example.com", 443, user, password);
    }

    /// Feeds what the proxy says in pieces of `step` bytes and returns what was sent.
    private static String talk(Socks5 socks, byte[] input, int step) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(socks.greeting());
        for (int i = 0; i < input.length; i += step) {
            ByteBuffer in = ByteBuffer.wrap(input, i, Math.min(step, input.length - i));
            while (in.hasRemaining() && !socks.isDone()) {
                sent.writeBytes(socks.next(in));
            }
        }
        return hex(sent.toByteArray());
    }

    @Test
    void aNameIsSentAsItIs() throws IOException {
        Socks5 socks = toName(null, null);
        assertThat(talk(socks, hex("0500" + OK_IPV4), 100))
                .isEqualTo(
                        "050100"
                                + "05010003"
                                + "0b"
                                + hex("example.com".getBytes(US_ASCII))
                                + "01bb");
        assertThat(socks.isDone()).isTrue();
    }

    @Test
    void addressesAreSentAsAddresses() throws IOException {
        Socks5 four = Socks5.to(InetAddress.ofLiteral("192.0.2.1"), 65535, null, null);
        assertThat(talk(four, hex("0500" + OK_IPV4), 100))
                .isEqualTo("050100" + "05010001" + "c0000201" + "ffff");
        Socks5 six = Socks5.to(InetAddress.ofLiteral("2001:db8::1"), 1, null, null);
        assertThat(talk(six, hex("0500" + OK_IPV4), 100))
                .isEqualTo("050100" + "05010004" + "20010db8000000000000000000000001" + "0001");
    }

    @Test
    void credentialsAreSentWhenAskedFor() throws IOException {
        Socks5 socks = toName("us", "pä");
        assertThat(talk(socks, hex("0502" + "0100" + OK_IPV4), 100))
                .startsWith("05020002" + "01" + "027573" + "0370c3a4" + "05010003");
        assertThat(socks.isDone()).isTrue();
        Socks5 unasked = toName("us", null);
        assertThat(talk(unasked, hex("0500" + OK_IPV4), 100)).startsWith("05020002" + "05010003");
    }

    @ParameterizedTest
    @CsvSource({
        "05000001 7f000001 1f90",
        "05000003 00 0000",
        "05000003 05 6162636465 0000",
        "05000004 20010db8000000000000000000000001 0050",
    })
    void wholeAndByteByByteAreTheSame(String reply) throws IOException {
        byte[] input = hex("0502" + "0100" + reply);
        String whole = talk(toName("u", "p"), input, input.length);
        for (int step = 1; step < input.length; step++) {
            Socks5 socks = toName("u", "p");
            assertThat(talk(socks, input, step)).isEqualTo(whole);
            assertThat(socks.isDone()).isTrue();
        }
        for (int cut = 0; cut < input.length; cut++) {
            Socks5 socks = toName("u", "p");
            talk(socks, Arrays.copyOf(input, cut), 1);
            assertThat(socks.isDone()).isFalse();
        }
    }

    @Test
    void theLongestNameInTheReplyFits() throws IOException {
        byte[] input = new byte[2 + 4 + 1 + 255 + 2];
        System.arraycopy(hex("0500 05000003 ff"), 0, input, 0, 7);
        Socks5 socks = toName(null, null);
        talk(socks, input, 7);
        assertThat(socks.isDone()).isTrue();
    }

    @Test
    void whatFollowsTheReplyIsLeft() throws IOException {
        Socks5 socks = toName(null, null);
        ByteBuffer in = ByteBuffer.wrap(hex("0500" + OK_IPV4 + "ab cd"));
        socks.next(in);
        assertThat(socks.next(in)).isEmpty();
        assertThat(socks.isDone()).isTrue();
        assertThat(in.remaining()).isEqualTo(2);
        assertThat(socks.next(in)).isEmpty();
        assertThat(in.remaining()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "1, general failure, true",
        "2, rules do not allow, false",
        "3, network is unreachable, true",
        "4, host is unreachable, true",
        "5, target refused, true",
        "6, time to live, true",
        "7, does not know the command, false",
        "8, kind of address, true",
        "9, without a name (9), true",
        "255, without a name (255), true",
    })
    void refusalsAreSaidInWords(int code, String words, boolean aboutTheAddress) {
        byte[] input = {5, 0, 5, (byte) code}; // that much is enough
        assertThatThrownBy(() -> talk(toName(null, null), input, 1))
                .isInstanceOfSatisfying(
                        Socks5.Refused.class,
                        e -> assertThat(e.isAboutTheAddress()).isEqualTo(aboutTheAddress))
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "05ff, , it wants credentials: give the proxy a user and a password",
        "05ff, u, neither no credentials nor",
        "0502, , method 2; which was not offered",
        "0501, u, method 1; which was not offered",
        "0400, , expected 5 as first byte; got 4",
        "48545450, , seems to be an HTTP proxy",
        "05020101, u, does not accept the user name and password (1)",
        "05020500, u, expected 1 as first byte; got 5",
        "0500 04000001, , expected 5 as first byte; got 4",
        "0500 05000002 00, , address of unknown type 2",
    })
    void brokenAnswersAreRefused(String input, @Nullable String user, String words) {
        for (int step : new int[] {1, 100}) {
            assertThatThrownBy(() -> talk(toName(user, user), hex(input), step))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(words.replace(';', ','));
        }
    }

    @Test
    void whatDoesNotFitIsNotSent() throws IOException {
        String tooLong = "x".repeat(256);
        assertThatThrownBy(() -> Socks5.to(tooLong, 1, null, null)).hasMessageContaining("255");
        assertThatThrownBy(() -> Socks5.to("", 1, null, null)).hasMessageContaining("255");
        assertThatThrownBy(() -> Socks5.to("bücher", 1, null, null)).hasMessageContaining("ASCII");
        assertThatThrownBy(() -> toName(tooLong, "")).hasMessageContaining("user name");
        assertThatThrownBy(() -> toName("u", "ä".repeat(128))).hasMessageContaining("password");
        assertThat(Socks5.to("x".repeat(255), 1, "y".repeat(255), "z".repeat(255)).isDone())
                .isFalse();
    }
}
