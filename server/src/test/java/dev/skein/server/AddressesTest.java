package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.HttpRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where a server listens, and what channels are called.
class AddressesTest {
    @TempDir private Path folder = Path.of("");

    private static SocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Test
    void aUnixDomainSocketServesAndIsRemoved() throws Exception {
        Path path = folder.resolve("s");
        SocketAddress address = UnixDomainSocketAddress.of(path);
        BlockingQueue<HttpRequest> seen = new LinkedBlockingQueue<>();
        BlockingQueue<AccessLogEntry> log = new LinkedBlockingQueue<>();
        ServerOptions options = Serve.options().withBind(address).withAccessLog(log::add);
        try (Server server =
                        Serve.start(
                                options,
                                (request, channels) -> {
                                    seen.add(request);
                                    Serve.echo(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            client.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n");
            client.send(new byte[300_000]);
            assertThat(client.read().text()).isEqualTo("POST /p 300000");
            assertThat(seen.take().server()).isEqualTo(address);
            assertThat(log.take().toString()).startsWith("unix - \"POST /p HTTP/1.1\" 200 14 ");
            assertThat(server.addresses()).containsExactly(address);
        }
        assertThat(Files.exists(path)).isFalse();
    }

    @Test
    void severalAddressesServeTheSameApplication() throws Exception {
        SocketAddress unix = UnixDomainSocketAddress.of(folder.resolve("s"));
        ServerOptions options = Serve.options().withBind(anyPort(), unix, anyPort());
        try (Server server = Serve.start(options, Serve::hello)) {
            assertThat(new HashSet<>(server.addresses())).hasSize(3);
            for (SocketAddress address : server.addresses()) {
                try (RawClient client = RawClient.to(address)) {
                    assertThat(client.get("/x").read().text()).isEqualTo("hello /x");
                }
            }
        }
    }

    @Test
    void anAddressInUseIsNamedAndNothingListens() throws Exception {
        Path path = folder.resolve("s");
        try (Server server = Serve.start(Serve::hello)) {
            SocketAddress used = server.addresses().getFirst();
            ServerOptions options =
                    Serve.options().withBind(UnixDomainSocketAddress.of(path), used);
            assertThatThrownBy(() -> Serve.start(options, Serve::hello))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(
                            "cannot listen on 127.0.0.1:" + ((InetSocketAddress) used).getPort());
            assertThat(Files.exists(path)).isFalse();
        }
    }

    @Test
    void anAddressThatIsNoneIsNamed() {
        SocketAddress unknown = InetSocketAddress.createUnresolved("no.such.host.invalid", 1);
        assertThatThrownBy(() -> Serve.start(Serve.options().withBind(unknown), Serve::hello))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no.such.host.invalid:1");
    }

    @Test
    void thePortIsFreeAfterStop() throws Exception {
        SocketAddress address;
        try (Server server = Serve.start(Serve::hello)) {
            address = server.addresses().getFirst();
        }
        try (Server server = Serve.start(Serve.options().withBind(address), Serve::hello);
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/x").read().status()).isEqualTo(200);
        }
    }

    @Test
    void channelNamesAreUniqueAndLong() throws Exception {
        Set<String> names = new HashSet<>();
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    assertThat(channels.reply()).isSameAs(channels.reply());
                                    assertThat(channels.channel("reply"))
                                            .isSameAs(channels.reply());
                                    assertThat(channels.reply().name())
                                            .isEqualTo(channels.reply().name());
                                    seen.add(channels.reply().name());
                                    seen.add(channels.body().name());
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            for (int i = 0; i < 100; i++) {
                client.get("/").read();
            }
        }
        names.addAll(seen);
        assertThat(seen).hasSize(200);
        assertThat(names).hasSize(200).allMatch(name -> name.length() >= 22);
    }
}
