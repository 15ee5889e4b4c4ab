package dev.skein.client;

import dev.skein.http.Grammar;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which hosts are reached without a proxy: the rules of a `no_proxy` variable.
///
/// Rules are parted by commas or blanks. `*` covers everything; `example.com`, `.example.com` and
/// `*.example.com` cover that name and all below it; an IP address or a network such as
/// `10.0.0.0/8` covers addresses, but no names that might lead there: nothing is looked up. A port
/// after the rule, `example.com:8080` or `[::1]:8080`, restricts it to that port. A rule that is
/// none of these covers nothing.
final class NoProxy {
    private final List<Rule> rules;

    private NoProxy(List<Rule> rules) {
        this.rules = rules;
    }

    static NoProxy parse(String list) {
        List<Rule> rules = new ArrayList<>();
        for (String text : list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
            Rule rule = rule(text);
            if (rule != null) {
                rules.add(rule);
            }
        }
        return new NoProxy(List.copyOf(rules));
    }

    /// Whether the host is reached without a proxy.
    ///
    /// @param host in lower case; an IPv6 address with or without brackets
    boolean covers(String host, int port) {
        String name = withoutLastDot(withoutBrackets(host));
        byte[] address = address(name);
        for (Rule rule : rules) {
            if (rule.coversPort(port) && rule.covers(name, address)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Rule rule(String text) {
        if (text.indexOf('/') >= 0) {
            return network(text);
        }
        byte[] whole = address(withoutBrackets(text));
        if (whole != null) {
            return new Network(whole, whole.length * 8, Rule.ANY_PORT);
        }
        int colon = text.lastIndexOf(':');
        int port = Rule.ANY_PORT;
        if (colon >= 0) {
            port = (int) Math.min(Grammar.decimal(text.substring(colon + 1)), 65536);
            if (port < 0) {
                return null;
            }
        }
        String host = colon < 0 ? text : text.substring(0, colon);
        byte[] address = address(withoutBrackets(host));
        return address != null ? new Network(address, address.length * 8, port) : name(host, port);
    }

    private static @Nullable Rule network(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(withoutBrackets(text.substring(0, slash)));
        long bits = Grammar.decimal(text.substring(slash + 1));
        return address == null || bits < 0 || bits > address.length * 8L
                ? null
                : new Network(address, (int) bits, Rule.ANY_PORT);
    }

    private static @Nullable Rule name(String host, int port) {
        if (host.equals("*")) {
            return new Name("", port);
        }
        int from = host.startsWith("*.") ? 1 : 0;
        while (from < host.length() && host.charAt(from) == '.') {
            from++;
        }
        String name = withoutLastDot(host.substring(from));
        return name.isEmpty() ? null : new Name(name, port);
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    private static String withoutLastDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /// The bytes of an IP address in its usual form, or null for anything else. An IPv4 address
    /// inside an IPv6 one is that IPv4 address.
    private static byte @Nullable [] address(String text) {
        if (!isAddressLike(text)) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// Zones and short forms such as `127.1` are none.
    private static boolean isAddressLike(String text) {
        int colons = 0;
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            colons += c == ':' ? 1 : 0;
            dots += c == '.' ? 1 : 0;
            if (c != ':' && c != '.' && (c > 0x7F || Grammar.hex(c) < 0)) {
                return false;
            }
        }
        return colons > 1 || (colons == 0 && dots == 3);
    }

    private sealed interface Rule {
        int ANY_PORT = -1;

        int port();

        boolean covers(String name, byte @Nullable [] address);

        default boolean coversPort(int port) {
            return port() == ANY_PORT || port() == port;
        }
    }

    /// A name and all below it; the empty name is that of everything.
    private record Name(String name, int port) implements Rule {
        @Override
        public boolean covers(String host, byte @Nullable [] address) {
            if (name.isEmpty()) {
                return true;
            }
            int above = host.length() - name.length();
            return address == null
                    && host.endsWith(name)
                    && (above == 0 || host.charAt(above - 1) == '.');
        }
    }

    /// All addresses that begin with the same bits.
    private static final class Network implements Rule {
        private final byte[] prefix;
        private final int bits;
        private final int port;

        Network(byte[] prefix, int bits, int port) {
            this.prefix = prefix;
            this.bits = bits;
            this.port = port;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public boolean covers(String host, byte @Nullable [] address) {
            if (address == null || address.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = 0xFF00 >> bits % 8 & 0xFF;
            return Arrays.equals(address, 0, whole, prefix, 0, whole)
                    && (mask == 0 || ((address[whole] ^ prefix[whole]) & mask) == 0);
        }
    }
}
