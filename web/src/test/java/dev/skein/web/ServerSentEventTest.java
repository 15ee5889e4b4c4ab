package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSentEventTest {
    @Test
    void whatIsNotGivenIsNotWritten() {
        assertThat(ServerSentEvent.of("rain").format()).isEqualTo("data: rain\n\n");
    }

    @Test
    void allPartsComeBeforeTheData() {
        ServerSentEvent event =
                ServerSentEvent.of("rain")
                        .withId("17")
                        .withEvent("weather")
                        .withRetry(Duration.ofSeconds(3));

        assertThat(event.format()).isEqualTo("id: 17\nevent: weather\nretry: 3000\ndata: rain\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'',            'data: |'",
        "a\\nb,         'data: a|data: b|'",
        "a\\r\\nb,      'data: a|data: b|'",
        "a\\rb,         'data: a|data: b|'",
        "a\\n\\rb,      'data: a|data: |data: b|'",
        "a\\r\\n\\r\\nb,'data: a|data: |data: b|'",
        "a\\r,          'data: a|data: |'",
        "\\n,           'data: |data: |'",
    })
    void everyKindOfLineIsALineOfData(String data, String expected) {
        String text = data.replace("\\n", "\n").replace("\\r", "\r");

        assertThat(ServerSentEvent.of(text).format().replace('\n', '|')).isEqualTo(expected + "|");
    }

    @Test
    void noLineOfDataCanBecomeAnotherField() {
        String evil = "x\n\nevent: admin\rid: 1\r\nretry: 0";

        assertThat(ServerSentEvent.of(evil).format().split("\n", -1))
                .allMatch(line -> line.isEmpty() || line.startsWith("data: "))
                .filteredOn(String::isEmpty)
                .as("only the end")
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "\n", "a\0"})
    void idAndNameAreOneLine(String text) {
        ServerSentEvent event = ServerSentEvent.of("");

        assertThatThrownBy(() -> event.withId(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("id");
        assertThatThrownBy(() -> event.withEvent(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("event");
    }

    @Test
    void timeDoesNotRunBackwards() {
        ServerSentEvent event = ServerSentEvent.of("");

        assertThatThrownBy(() -> event.withRetry(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retry");
        assertThat(event.withRetry(Duration.ZERO).format()).startsWith("retry: 0\n");
    }

    @Test
    void valuesBecomeJson() {
        assertThat(ServerSentEvent.ofJson(List.of("a\nb")).format())
                .isEqualTo("data: [\"a\\nb\"]\n\n");
    }

    @Test
    void whatHasNoFormInJsonIsTheCallersFault() {
        assertThatThrownBy(() -> ServerSentEvent.ofJson(new Stubborn(true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Stubborn");
    }

    record Stubborn(boolean stubborn) {
        public String getValue() {
            if (stubborn) {
                throw new IllegalStateException("no");
            }
            return "yes";
        }
    }

    @Test
    void commentsKeepTheirLinesBehindColons() {
        assertThat(ServerSentEvent.formatComment("a\ndata: b")).isEqualTo(": a\n: data: b\n\n");
    }
}
