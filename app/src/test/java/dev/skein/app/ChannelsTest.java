package dev.skein.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Headers;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// Channels, those that middleware adds, and reading a body from them.
class ChannelsTest {
    private record Named(String name) implements Channel {}

    /// Gives what it was filled with.
    private record Filled(Queue<Message> messages) implements Channel {
        static Filled with(Message... messages) {
            return new Filled(new ArrayDeque<>(List.of(messages)));
        }

        @Override
        public String name() {
            return "filled";
        }

        @Override
        public Message receive() {
            Message next = messages.poll();
            if (next == null) {
                throw new NoSuchElementException("read too far");
            }
            return next;
        }
    }

    private record Basic(Channel reply, Channel body) implements Channels {
        static Basic of(Message... body) {
            return new Basic(new Named("reply"), Filled.with(body));
        }
    }

    @Test
    void channelsHaveNames() {
        Channels channels = Basic.of();
        assertThat(channels.channel("reply")).isSameAs(channels.reply());
        assertThat(channels.channel("body")).isSameAs(channels.body());
        assertThatThrownBy(() -> channels.channel("groups"))
                .isInstanceOf(UnsupportedMessageException.class)
                .hasMessageContaining("'groups'")
                .hasMessageContaining("middleware");
    }

    @Test
    void middlewareAddsAndReplaces() {
        Channel groups = new Named("g");
        Channel reply = new Named("r");
        Channels basic = Basic.of();
        Channels more = basic.with("groups", groups).with("reply", reply);
        assertThat(more.channel("groups")).isSameAs(groups);
        assertThat(more.reply()).isSameAs(reply);
        assertThat(more.channel("reply")).isSameAs(reply);
        assertThat(more.body()).isSameAs(basic.body());
        assertThat(more.with("groups", reply).channel("groups")).isSameAs(reply);
        assertThat(more.with("body", groups).body()).isSameAs(groups);
        assertThatThrownBy(() -> more.channel("other")).hasMessageContaining("'other'");
        assertThatThrownBy(() -> basic.channel("groups")).hasMessageContaining("'groups'");
    }

    @Test
    void aChannelDoesOnlyWhatItCan() {
        Channel none = new Named("n");
        assertThatThrownBy(() -> none.send(HttpChunk.end()))
                .isInstanceOf(UnsupportedMessageException.class)
                .hasMessageContaining("http.chunk");
        assertThatThrownBy(none::receive).isInstanceOf(UnsupportedMessageException.class);
    }

    private static HttpRequest request(String content, boolean moreContent) {
        return Requests.with("/", Headers.EMPTY, content.getBytes(UTF_8), moreContent);
    }

    private static String read(HttpRequest request, int limit, Message... rest) throws Exception {
        return new String(request.readBody(Basic.of(rest), limit), UTF_8);
    }

    @Test
    void aBodyIsReadToItsEnd() throws Exception {
        assertThat(read(request("", false), 0)).isEmpty();
        assertThat(read(request("abc", false), 3)).isEqualTo("abc");
        HttpChunk last = new HttpChunk("f".getBytes(UTF_8), false, Headers.of("a", "b"));
        assertThat(read(request("abc", true), 6, HttpChunk.text("de"), last)).isEqualTo("abcdef");
        assertThat(read(request("", true), 0, HttpChunk.end())).isEmpty();
        assertThat(read(request("", true), 9, HttpChunk.text(""), HttpChunk.text("x"), last))
                .isEqualTo("xf");
    }

    @Test
    void aBodyThatIsTooLargeIsNotReadOn() {
        assertThatThrownBy(() -> read(request("abcd", true), 3))
                .isInstanceOf(BodyTooLargeException.class)
                .hasMessageContaining("3 bytes");
        assertThatThrownBy(() -> read(request("abc", true), 5, HttpChunk.text("def")))
                .isInstanceOf(BodyTooLargeException.class);
    }

    @Test
    void aClientThatLeavesIsNoEndOfABody() {
        HttpDisconnect gone = new HttpDisconnect(HttpDisconnect.Cause.CLIENT_GONE);
        assertThatThrownBy(() -> read(request("abc", true), 9, HttpChunk.text("x"), gone))
                .isInstanceOf(DisconnectedException.class)
                .hasMessageContaining("middle of the body");
    }
}
