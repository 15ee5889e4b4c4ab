package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Basic credentials, written and read.
class BasicCredentialsTest {
    @ParameterizedTest
    @CsvSource({
        "Aladdin, open sesame, Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", // RFC 7617 §2
        "test, 123\u00a3, Basic dGVzdDoxMjPCow==", // RFC 7617 §2.1
        "'', '', Basic Og==",
        "a, b:c:, Basic YTpiOmM6",
    })
    void writtenAndReadBack(String user, String password, String header) {
        assertThat(BasicCredentials.header(user, password)).isEqualTo(header);
        assertThat(BasicCredentials.parse(header)).isEqualTo(new BasicCredentials(user, password));
        assertThat(BasicCredentials.parse("bASIC  " + header.substring(6)))
                .isEqualTo(new BasicCredentials(user, password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic ",
                "Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==, Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                "Basic realm=\"a\"",
                "Basic YTpi!",
                "Basic Y", // no base64
                "Basic YWI=", // "ab": no colon
                "Basic dGVzdDr/", // not UTF-8
                "Basic YTpiCg==", // a line end
                "Basic YQA6Yg==", // NUL
            })
    void readAsNoneWhenMalformed(String header) {
        assertThat(BasicCredentials.parse(header)).isNull();
    }

    @Test
    void refusesWhatCannotBeSent() {
        assertThatThrownBy(() -> BasicCredentials.header("a:b", "secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected a user without colon");
        assertThatThrownBy(() -> BasicCredentials.header("a", "secret\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x0a at index 6")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> BasicCredentials.header("a\u007f", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BasicCredentials.header("\u0000", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hidesThePassword() {
        assertThat(new BasicCredentials("u", "secret").toString())
                .isEqualTo("BasicCredentials[user=u, password=***]");
    }
}
