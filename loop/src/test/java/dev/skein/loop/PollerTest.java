package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PollerTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final Poller poller = new Poller(failures::add, () -> {});
    private final List<Pipe> pipes = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        for (int i = 0; i < 2; i++) {
            Pipe pipe = Pipe.open();
            pipe.source().configureBlocking(false);
            pipe.sink().write(ByteBuffer.allocate(1));
            pipes.add(pipe);
        }
    }

    @AfterEach
    void close() throws IOException {
        poller.close();
        for (Pipe pipe : pipes) {
            pipe.source().close();
            pipe.sink().close();
        }
    }

    private void register(int pipe, Runnable action) throws IOException {
        poller.register(
                pipes.get(pipe).source(),
                SelectionKey.OP_READ,
                new Poller.Sink() {
                    @Override
                    public void ready(int ready) {
                        calls.add("ready");
                        action.run();
                    }

                    @Override
                    public void loopClosed() {
                        calls.add("closed");
                        action.run();
                    }
                });
    }

    private void closeSource(int pipe) {
        try {
            pipes.get(pipe).source().close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aChannelClosedInTheSameBatchIsNotTold() throws Exception {
        register(0, () -> closeSource(1));
        register(1, () -> closeSource(0));
        poller.poll(0);
        assertThat(calls).hasSize(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void oneSinkThatThrowsKeepsNoOtherFromBeingTold() throws Exception {
        for (int i = 0; i < 2; i++) {
            register(
                    i,
                    () -> {
                        throw new IllegalStateException("bad sink");
                    });
        }
        poller.poll(0);
        poller.loseAll();
        assertThat(calls).containsExactly("ready", "ready", "closed", "closed");
        assertThat(failures).hasSize(4);
    }

    @Test
    void aWakeUpBeforeThePollCounts() throws Exception {
        poller.wakeup();
        poller.poll(Long.MAX_VALUE);
        assertThat(calls).isEmpty();
    }

    @Test
    void aCancelledKeyDoesNotHinderANewOne() throws Exception {
        register(0, () -> {});
        Objects.requireNonNull(poller.keyOf(pipes.getFirst().source())).cancel();
        register(0, () -> {});
        poller.poll(0);
        assertThat(calls).containsExactly("ready");
    }
}
