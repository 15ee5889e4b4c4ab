package dev.skein.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
    private static String wire(Headers headers) {
        ByteSink out = new ByteSink();
        headers.writeTo(out);
        assertThat(out.size()).isEqualTo(headers.wireSize());
        return new String(out.toByteArray(), ISO_8859_1);
    }

    private static Headers received(String lines) {
        byte[] bytes = ("##" + lines + "##").getBytes(ISO_8859_1);
        try {
            return FieldLines.parse(bytes, 2, bytes.length - 2, 1, 1000);
        } catch (RemoteProtocolException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void fieldsKeepOrderAndRepetitionAndLoseCase() {
        Headers headers = Headers.of("Content-Type", "text/plain", "X", "1", "x", "2");

        assertThat(headers.size()).isEqualTo(3);
        assertThat(headers.name(0)).isEqualTo("content-type");
        assertThat(headers.value(2)).isEqualTo("2");
        assertThat(headers.get("CONTENT-type")).isEqualTo("text/plain");
        assertThat(headers.get("x")).isEqualTo("1");
        assertThat(headers.get("y")).isNull();
        assertThat(headers.getAll("X")).containsExactly("1", "2");
        assertThat(headers.getAll("y")).isEmpty();
        assertThat(headers.contains("X")).isTrue();
        assertThat(headers.contains("content-typ")).isFalse();
        assertThat(wire(headers)).isEqualTo("content-type: text/plain\r\nx: 1\r\nx: 2\r\n");
    }

    @Test
    void receivedFieldsAreWrittenAsTheyCame() {
        Headers headers = received("HOST:h\r\nA: \t b c \r\nA:\r\n");

        assertThat(headers).isEqualTo(Headers.of("host", "h", "a", "b c", "a", ""));
        assertThat(headers).hasSameHashCodeAs(Headers.of("host", "h", "a", "b c", "a", ""));
        assertThat(wire(headers)).isEqualTo("HOST:h\r\nA: \t b c \r\nA:\r\n");
        assertThat(headers.name(1)).isEqualTo("a");
        assertThat(headers.has(KnownField.HOST)).isTrue();
        assertThat(wire(headers.plus("B", "c")))
                .isEqualTo("HOST:h\r\nA: \t b c \r\nA:\r\nb: c\r\n");
    }

    @Test
    void changesMakeNewHeaders() {
        Headers base = Headers.of("a", "1", "b", "2", "A", "3");

        assertThat(base.with("a", "4")).isEqualTo(Headers.of("b", "2", "a", "4"));
        assertThat(base.with("c", "4"))
                .isEqualTo(Headers.of("a", "1", "b", "2", "a", "3", "c", "4"));
        assertThat(base.plus("a", "4"))
                .isEqualTo(Headers.of("a", "1", "b", "2", "a", "3", "a", "4"));
        assertThat(base.without("A")).isEqualTo(Headers.of("b", "2"));
        assertThat(wire(base.without("A"))).isEqualTo("b: 2\r\n");
        assertThat(base.without("c")).isSameAs(base);
        assertThat(base.without("a").without("b")).isSameAs(Headers.EMPTY);
        assertThat(base.plusAll(Headers.of("c", "4"))).isEqualTo(base.plus("c", "4"));
        assertThat(base.plusAll(Headers.EMPTY)).isSameAs(base);
        assertThat(Headers.EMPTY.plusAll(base)).isSameAs(base);
        assertThat(base).isEqualTo(Headers.of("a", "1", "b", "2", "A", "3"));
    }

    @Test
    void buildersGoOnAfterBuilding() {
        Headers.Builder builder = Headers.builder();
        for (int i = 0; i < 50; i++) {
            builder.add("name-" + i, "v".repeat(i));
        }
        Headers fifty = builder.build();
        Headers fewer =
                builder.remove("NAME-0").set("name-49", "last").addAll(Headers.of("z", "")).build();

        assertThat(fifty.size()).isEqualTo(50);
        assertThat(fewer.size()).isEqualTo(50);
        assertThat(fewer.value(48)).isEqualTo("last");
        assertThat(fifty.get("name-49")).hasSize(49);
        assertThat(fewer.get("name-31")).hasSize(31);
    }

    @Test
    void equalityIsByNameValueAndOrder() {
        Headers headers = Headers.of("a", "1", "b", "2");

        assertThat(headers)
                .isEqualTo(Headers.of("A", "1", "B", "2"))
                .hasSameHashCodeAs(Headers.of("A", "1", "B", "2"));
        assertThat(headers).isNotEqualTo(Headers.of("b", "2", "a", "1"));
        assertThat(headers).isNotEqualTo(Headers.of("a", "1"));
        assertThat(headers).isNotEqualTo(Headers.of("a", "1", "b", "3"));
        assertThat(headers).isNotEqualTo(Headers.of("a", "1", "bc", "2"));
        assertThat(Headers.of("a", "X")).isNotEqualTo(Headers.of("a", "x"));
        assertThat(Headers.EMPTY).isEqualTo(Headers.of()).isSameAs(Headers.of());
        assertThat(Headers.EMPTY.isEmpty()).isTrue();
    }

    @Test
    void tokensAreFoundInAllLinesOfTheList() {
        Headers headers =
                Headers.of(
                        "connection",
                        "keep-alive ,, \tUpgrade",
                        "connection",
                        "close",
                        "te",
                        "a b");

        assertThat(headers.hasToken("Connection", "upgrade")).isTrue();
        assertThat(headers.hasToken("connection", "CLOSE")).isTrue();
        assertThat(headers.hasToken("connection", "keep-alive")).isTrue();
        assertThat(headers.hasToken("connection", "keep")).isFalse();
        assertThat(headers.hasToken("connection", "alive")).isFalse();
        assertThat(headers.hasToken("te", "a")).isFalse();
        assertThat(headers.hasToken("none", "a")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(KnownField.class)
    void knownFieldsAreKnown(KnownField field) {
        Headers one = Headers.of("x", "y", field.text().toUpperCase(java.util.Locale.ROOT), "v");
        Headers two = one.plusAll(Headers.of(field.text(), "w"));

        assertThat(one.has(field)).isTrue();
        assertThat(one.repeats(field)).isFalse();
        assertThat(two.repeats(field)).isTrue();
        assertThat(two.without(field.text()).has(field)).isFalse();
        assertThat(Headers.of(field.text() + "x", "v").has(field)).isFalse();
        for (KnownField other : KnownField.values()) {
            assertThat(one.has(other)).isEqualTo(other == field);
        }
        ByteSink out = new ByteSink();
        two.writeTo(out, field, KnownField.TE);
        assertThat(new String(out.toByteArray(), ISO_8859_1)).isEqualTo("x: y\r\n");
    }

    @Test
    void valuesAreTrimmedAndMayBeLatin1() {
        Headers headers = Headers.of("a", " \t b \t c\u00ff\u0080 \t", "b", " ");

        assertThat(headers.get("a")).isEqualTo("b \t c\u00ff\u0080");
        assertThat(headers.get("b")).isEmpty();
        assertThat(wire(headers)).isEqualTo("a: b \t c\u00ff\u0080\r\nb: \r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "a:", "a\r\n", "\u00e4", "a\u0100", "\u014a", "a\u0000", "(a)",
                "a\tb", "a;"
            })
    void badNamesAreRefused(String name) {
        assertThatThrownBy(() -> Headers.of(name, "v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a field name")
                .hasMessageContaining(Escapes.escape(name, 100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nb: c",
                "a\nb",
                "a\rb",
                "\n",
                "a\r",
                "a\u0000",
                "\u001b[1m",
                "\u007f",
                "\u0100",
                "\u010a",
                "\u010d",
                "\u560a",
                "\u20ac",
                "a\u000bb",
                "a\fb"
            })
    void badValuesAreRefused(String value) {
        Headers.Builder builder = Headers.builder().add("b", "c");
        assertThatThrownBy(() -> builder.add("a", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a\"")
                .hasMessageContaining(Escapes.escape(value, 100));
        assertThatThrownBy(() -> builder.set("b", value))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(builder.build()).isEqualTo(Headers.of("b", "c"));
    }

    @Test
    void namesWantValues() {
        assertThatThrownBy(() -> Headers.of("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pairs");
    }

    @Test
    void iterationGivesEveryField() {
        Iterator<Header> iterator = Headers.of("A", "1", "b", "2").iterator();

        assertThat(iterator.next()).isEqualTo(new Header("a", "1"));
        assertThat(iterator.next()).isEqualTo(new Header("b", "2"));
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void textIsSafeForLogs() {
        assertThat(Headers.of("a", "b\u009b", "c", "d\"")).hasToString("{a: b\\x9b, c: d\\\"}");
    }

    @Test
    void hostsAreJudgedInPlace() {
        assertThat(Headers.of("host", "a:1").hasAuthority("Host")).isTrue();
        assertThat(Headers.of("host", "a b").hasAuthority("host")).isFalse();
        assertThat(Headers.EMPTY.hasAuthority("host")).isFalse();
    }
}
