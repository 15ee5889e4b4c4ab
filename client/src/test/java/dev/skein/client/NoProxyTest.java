package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of `no_proxy`, one row for each.
class NoProxyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // list | host | port | covered
                "'' | h | 80 | false",
                "* | h | 80 | true",
                "* | 1.2.3.4 | 80 | true",
                "a,* | h | 80 | true",
                "*:81 | h | 80 | false",
                "h | h | 80 | true",
                "H | h | 80 | true",
                "x, h\ty | h | 80 | true",
                "x,y | h | 80 | false",
                "example.com | example.com | 80 | true",
                "example.com | a.b.example.com | 80 | true",
                "example.com | notexample.com | 80 | false",
                "example.com | example.com.org | 80 | false",
                "example.com | com | 80 | false",
                ".example.com | example.com | 80 | true",
                ".example.com | www.example.com | 80 | true",
                "*.example.com | www.example.com | 80 | true",
                "*.example.com | xexample.com | 80 | false",
                "example.com. | example.com | 80 | true",
                "example.com | www.example.com. | 80 | true",
                ". | h | 80 | false",
                "*. | h | 80 | false",
                "h:8080 | h | 8080 | true",
                "h:8080 | h | 80 | false",
                "h:8080 | a.h | 8080 | true",
                "h:443 | h | 443 | true",
                "h: | h | 80 | false",
                "h:x | h | 80 | false",
                "h:-1 | h | 80 | false",
                "h:99999999999999999999 | h | 80 | false",
                "h:4294967376 | h | 80 | false",
                "1.2.3.4 | 1.2.3.4 | 80 | true",
                "1.2.3.4 | 1.2.3.5 | 80 | false",
                "1.2.3.4 | 11.2.3.4 | 80 | false",
                "1.2.3.4:81 | 1.2.3.4 | 81 | true",
                "1.2.3.4:81 | 1.2.3.4 | 80 | false",
                "3.4 | 1.2.3.4 | 80 | false",
                "1.2.3.4 | a.1.2.3.4 | 80 | false",
                "10.0.0.0/8 | 10.255.0.1 | 80 | true",
                "10.0.0.0/8 | 11.0.0.1 | 80 | false",
                "10.1.2.3/8 | 10.9.9.9 | 80 | true",
                "192.168.0.0/20 | 192.168.15.255 | 80 | true",
                "192.168.0.0/20 | 192.168.16.0 | 80 | false",
                "0.0.0.0/0 | 9.9.9.9 | 80 | true",
                "0.0.0.0/0 | ::1 | 80 | false",
                "1.2.3.4/32 | 1.2.3.4 | 80 | true",
                "1.2.3.4/33 | 1.2.3.4 | 80 | false",
                "1.2.3.4/ | 1.2.3.4 | 80 | false",
                "1.2.3.4/-1 | 1.2.3.4 | 80 | false",
                "10/8 | 10.0.0.1 | 80 | false",
                "10.0.0.0/8 | ten.example | 80 | false",
                "example.com/8 | example.com | 80 | false",
                "::1 | [::1] | 80 | true",
                "[::1] | [::1] | 80 | true",
                "0:0:0:0:0:0:0:1 | [::1] | 80 | true",
                "[::1]:81 | [::1] | 81 | true",
                "[::1]:81 | [::1] | 80 | false",
                "fd00::/8 | [fdab::1] | 80 | true",
                "fd00::/7 | [fcab::1] | 80 | true",
                "fd00::/8 | [fe80::1] | 80 | false",
                "[fd00::]/8 | [fdab::1] | 80 | true",
                "::ffff:10.0.0.1 | 10.0.0.1 | 80 | true",
                "10.0.0.0/8 | [::ffff:a00:1] | 80 | true",
                "::1%lo | [::1] | 80 | false",
                "127.1 | 127.0.0.1 | 80 | false",
            })
    void rules(String list, String host, int port, boolean covered) {
        assertThat(NoProxy.parse(list).covers(host, port)).isEqualTo(covered);
    }
}
