package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Url;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which variable decides for which URL.
class ProxyEnvironmentTest {
    private static @Nullable String hostFor(String variables, String url) {
        Map<String, String> map = new HashMap<>();
        for (String variable : variables.isEmpty() ? new String[0] : variables.split(" ", -1)) {
            int sign = variable.indexOf('=');
            map.put(variable.substring(0, sign), variable.substring(sign + 1));
        }
        Proxy proxy = ProxyEnvironment.of(map).proxyFor(Url.parse(url));
        return proxy == null ? null : proxy.host();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "'' | http://h/ | -",
                "http_proxy=p | http://h/ | p",
                "http_proxy=p | https://h/ | -",
                "http_proxy=p | ws://h/ | p",
                "http_proxy=p | wss://h/ | -",
                "https_proxy=p | https://h/ | p",
                "https_proxy=p | wss://h/ | p",
                "https_proxy=p | http://h/ | -",
                "http_proxy=p ws_proxy=q | ws://h/ | q",
                "http_proxy=p ws_proxy=q | http://h/ | p",
                "https_proxy=p wss_proxy=q | wss://h/ | q",
                "all_proxy=a | http://h/ | a",
                "all_proxy=a | wss://h/ | a",
                "all_proxy=a https_proxy=p | https://h/ | p",
                "all_proxy=a https_proxy=p | wss://h/ | p",
                "all_proxy=a https_proxy= | https://h/ | a",
                "HTTPS_PROXY=P | https://h/ | p",
                "HTTPS_PROXY=P https_proxy=q | https://h/ | q",
                "HTTPS_PROXY=P https_proxy= | https://h/ | -",
                "HTTP_PROXY=p | http://h/ | p",
                "HTTP_PROXY=p REQUEST_METHOD=GET | http://h/ | -",
                "HTTP_PROXY=p REQUEST_METHOD= | ws://h/ | -",
                "http_proxy=p REQUEST_METHOD=GET | http://h/ | p",
                "HTTPS_PROXY=p REQUEST_METHOD=GET | https://h/ | p",
                "HTTP_PROXY=p REQUEST_METHOD=GET ALL_PROXY=a | http://h/ | a",
                "all_proxy=a no_proxy=h | http://h/ | -",
                "all_proxy=a no_proxy=h | http://g/ | a",
                "all_proxy=a NO_PROXY=h | http://h/ | -",
                "all_proxy=a NO_PROXY=h no_proxy=g | http://h/ | a",
                "all_proxy=a NO_PROXY=h no_proxy= | http://h/ | a",
                "all_proxy=a no_proxy=h:443 | https://h/ | -",
                "all_proxy=a no_proxy=h:443 | http://h/ | a",
                "all_proxy=a no_proxy=[::1]:81 | http://[::1]:81/ | -",
                "all_proxy=a no_proxy=* | wss://h/ | -",
            })
    void rules(String variables, String url, @Nullable String host) {
        assertThat(hostFor(variables, url)).isEqualTo(host);
    }

    @Test
    void valuesMayHaveBlanksAround() {
        Proxy proxy =
                ProxyEnvironment.of(Map.of("http_proxy", " socks5h://u:p@h:9\n"))
                        .proxyFor(Url.parse("http://x/"));

        assertThat(proxy).isEqualTo(Proxy.parse("socks5h://u:p@h:9"));
    }

    @Test
    void messagesNameTheVariableAndHideThePassword() {
        assertThatThrownBy(() -> ProxyEnvironment.of(Map.of("ALL_PROXY", "http://u:secret@h/path")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("environment variable all_proxy: expected http://")
                .hasMessageNotContaining("secret");
    }

    @Test
    void textHidesPasswords() {
        assertThat(ProxyEnvironment.of(Map.of("http_proxy", "http://u:secret@h")))
                .hasToString(
                        "ProxyEnvironment[http=http://u:***@h:80, https=null, ws=http://u:***@h:80,"
                                + " wss=null]");
    }

    @Test
    void theProcessHasAnEnvironment() {
        assertThat(ProxyEnvironment.system()).isNotNull();
    }
}
