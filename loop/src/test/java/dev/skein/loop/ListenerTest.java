package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("essential")
class ListenerTest {
    @Test
    void aPortInUseIsRefused() throws Exception {
        try (Pair pair = Pair.tcp(_ -> new Recorder())) {
            assertThatThrownBy(
                            () ->
                                    Listener.open(
                                            pair.group,
                                            pair.listener.address(),
                                            0,
                                            null,
                                            _ -> new Recorder()))
                    .isInstanceOf(BindException.class);
        }
    }

    @Test
    void anUnresolvedAddressIsAnIoException() {
        try (LoopGroup group = LoopGroup.start(1, LoopOptions.defaults())) {
            assertThatThrownBy(
                            () ->
                                    Listener.open(
                                            group,
                                            InetSocketAddress.createUnresolved("nowhere", 1),
                                            0,
                                            null,
                                            _ -> new Recorder()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nowhere");
        }
    }

    @Test
    void onceClosedNobodyGetsInAndThePortIsFree() throws Exception {
        Recorder old = new Recorder();
        AtomicBoolean first = new AtomicBoolean(true);
        try (Pair pair = Pair.tcp(_ -> first.getAndSet(false) ? old : new Recorder());
                SocketChannel peer = pair.dial()) {
            old.transport();
            pair.listener.close();
            Await.until(
                    "refused",
                    () -> {
                        try (SocketChannel _ = pair.dial()) {
                            return false;
                        } catch (IOException e) {
                            return true;
                        }
                    });
            Listener again =
                    Listener.open(
                            pair.group, pair.listener.address(), 0, null, _ -> new Recorder());
            peer.write(ByteBuffer.wrap(new byte[1])); // accepted connections live on
            old.awaitBytes(1);
            assertThat(old.losses).hasValue(0);
            again.close();
        }
    }

    @Test
    void theUnixFileIsRemovedOnce(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("socket");
        try (Pair pair = Pair.unix(file, _ -> new Recorder())) {
            assertThat(file).exists();
            assertThatThrownBy(
                            () ->
                                    Listener.open(
                                            pair.group,
                                            UnixDomainSocketAddress.of(file),
                                            0,
                                            null,
                                            _ -> new Recorder()))
                    .isInstanceOf(IOException.class);
            assertThat(file).exists();
            pair.listener.close();
            assertThat(file).doesNotExist();
            Files.writeString(file, "somebody else's");
            pair.listener.close();
            assertThat(file).exists();
        }
    }

    @Test
    void aFactoryThatThrowsClosesTheConnection() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        Recorder echo = new Recorder.Echo();
        ProtocolFactory factory =
                _ -> {
                    if (broken.getAndSet(false)) {
                        throw new IllegalStateException("no protocol");
                    }
                    return echo;
                };
        try (Pair pair = Pair.tcp(factory);
                SocketChannel first = pair.dial()) {
            assertThat(first.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            Await.until("reported", () -> pair.reports.size() == 1);
            assertThat(pair.reports.getFirst().failure()).hasMessage("no protocol");
            try (SocketChannel second = pair.dial()) {
                second.write(ByteBuffer.wrap(new byte[1]));
                assertThat(second.read(ByteBuffer.allocate(1))).isEqualTo(1);
            }
        }
    }

    @Test
    void connectionsGoToTheLoopsInTurn() throws Exception {
        Set<EventLoop> used = ConcurrentHashMap.newKeySet();
        try (LoopGroup group = LoopGroup.start(3, LoopOptions.defaults());
                Listener listener =
                        Listener.open(
                                group,
                                Pair.anyPort(),
                                0,
                                null,
                                loop -> {
                                    used.add(loop);
                                    assertThat(EventLoop.currentOrNull()).isSameAs(loop);
                                    return new Recorder();
                                })) {
            for (int i = 0; i < 3; i++) {
                SocketChannel.open(listener.address()).close();
            }
            Await.until("all three", () -> used.size() == 3);
            assertThat(used).containsExactlyInAnyOrderElementsOf(group.loops());
        }
    }

    @Test
    void manyConnectionsAtOnceAreAllAccepted() throws Exception {
        Set<Recorder> seen = ConcurrentHashMap.newKeySet();
        ProtocolFactory factory =
                _ -> {
                    Recorder recorder = new Recorder();
                    seen.add(recorder);
                    return recorder;
                };
        try (Pair pair = Pair.tcp(factory)) {
            for (int i = 0; i < 300; i++) {
                pair.dial().close();
            }
            Await.until(
                    "all lost",
                    () -> seen.stream().filter(r -> r.losses.get() == 1).count() == 300);
            assertThat(seen).hasSize(300);
        }
    }
}
