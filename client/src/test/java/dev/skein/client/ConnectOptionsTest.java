package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectOptionsTest {
    private static final InetAddress FOUR = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress SIX = InetAddress.ofLiteral("::1");

    @Test
    void theDefaultsAreThoseOfTheDocument() {
        ConnectOptions options = ConnectOptions.defaults();
        assertThat(options.dnsTtl()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.dnsCacheSize()).isEqualTo(1000);
        assertThat(options.happyEyeballsDelay()).isEqualTo(Duration.ofMillis(250));
        assertThat(options.localAddress()).isNull();
        assertThat(options.preferIpv4()).isFalse();
        assertThat(options.family()).isEqualTo(ConnectOptions.Family.ANY);
        assertThat(options.unixSocket()).isNull();
    }

    @Test
    void eachMayBeChangedAlone() {
        Resolver resolver = Resolver.system();
        ConnectOptions all =
                ConnectOptions.defaults()
                        .withResolver(resolver)
                        .withDnsTtl(null)
                        .withDnsCacheSize(7)
                        .withHappyEyeballsDelay(Duration.ZERO)
                        .withLocalAddress(FOUR)
                        .withPreferIpv4(true)
                        .withFamily(ConnectOptions.Family.IPV4)
                        .withUnixSocket(Path.of("s"));
        assertThat(all)
                .isEqualTo(
                        new ConnectOptions(
                                resolver,
                                null,
                                7,
                                Duration.ZERO,
                                FOUR,
                                true,
                                ConnectOptions.Family.IPV4,
                                Path.of("s")));
    }

    @Test
    void whatCannotBeIsRefused() {
        ConnectOptions options = ConnectOptions.defaults();
        assertThatThrownBy(() -> options.withDnsTtl(Duration.ofNanos(-1)))
                .hasMessageContaining("dnsTtl");
        assertThatThrownBy(() -> options.withDnsCacheSize(0)).hasMessageContaining("dnsCacheSize");
        assertThatThrownBy(() -> options.withHappyEyeballsDelay(Duration.ofNanos(-1)))
                .hasMessageContaining("happyEyeballsDelay");
        assertThatThrownBy(
                        () -> options.withLocalAddress(FOUR).withFamily(ConnectOptions.Family.IPV6))
                .hasMessageContaining("localAddress");
    }

    @Test
    void theLocalAddressDecidesTheFamilyToo() {
        assertThat(ConnectOptions.defaults().admits(FOUR)).isTrue();
        assertThat(ConnectOptions.defaults().admits(SIX)).isTrue();
        assertThat(ConnectOptions.defaults().withLocalAddress(SIX).admits(FOUR)).isFalse();
        assertThat(ConnectOptions.defaults().withLocalAddress(SIX).admits(SIX)).isTrue();
    }
}
