package dev.skein.web.middleware;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.web.exception.HttpBadRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one proxy says about whoever connected to it. What does not parse is answered with 400: to pass it over would make the client look
/// like the proxy, who may be allowed more.
///
/// @param client who that was; null if it does not say
/// @param scheme `http` or `https`, or null
/// @param host with port, if it has one, or null
record ForwardedHop(
        @Nullable InetSocketAddress client, @Nullable String scheme, @Nullable String host) {
    private static final String UNKNOWN = "unknown";

    // ---- x-forwarded-for, -proto, -host
    // ---------------------------------------------------------------------------------------

    /// The hops, the nearest proxy's first; read one by one, for what is farther away may be anything.
    static Stream<ForwardedHop> usual(Headers headers) {
        List<String> clients = members(headers, "x-forwarded-for");
        List<String> schemes = members(headers, "x-forwarded-proto");
        List<String> hosts = members(headers, "x-forwarded-host");
        int count = Math.max(clients.size(), schemes.isEmpty() && hosts.isEmpty() ? 0 : 1);
        return IntStream.rangeClosed(1, count)
                .mapToObj(
                        back ->
                                of(
                                        fromRight(clients, back),
                                        fromRight(schemes, back),
                                        fromRight(hosts, back)));
    }

    private static List<String> members(Headers headers, String name) {
        List<String> members = new ArrayList<>();
        for (String value : headers.getAll(name)) {
            for (String member : value.split(",", -1)) {
                members.add(member.strip());
            }
        }
        return members;
    }

    /// Proxies often hand on what the outermost one has said about scheme and host, where they extend the addresses.
    private static @Nullable String fromRight(List<String> members, int back) {
        return members.isEmpty() ? null : members.get(Math.max(0, members.size() - back));
    }

    private static ForwardedHop of(
            @Nullable String client, @Nullable String scheme, @Nullable String host) {
        InetSocketAddress address = client == null ? null : node(client);
        String lower = scheme == null ? null : scheme.toLowerCase(Locale.ROOT);
        require(client == null || address != null, "an address");
        require(lower == null || lower.equals("http") || lower.equals("https"), "http or https");
        require(host == null || isAuthority(host), "a host");
        return new ForwardedHop(address, lower, host);
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new HttpBadRequest("expected " + what + " from the proxy, got something else");
        }
    }

    private static boolean isAuthority(String host) {
        byte[] bytes = host.getBytes(UTF_8);
        return Grammar.isAuthority(bytes, 0, bytes.length);
    }

    // ---- forwarded
    // ------------------------------------------------------------------------------------------------------------

    /// The hops of RFC 7239 §4, the nearest proxy's first; read line by line.
    static Stream<ForwardedHop> standard(Headers headers) {
        return headers.getAll("forwarded").reversed().stream()
                .flatMap(line -> elements(line).reversed().stream())
                .map(each -> of(each.get("for"), each.get("proto"), each.get("host")));
    }

    private static List<Map<String, String>> elements(String line) {
        List<Map<String, String>> elements = ForwardedElements.parse(line);
        if (elements == null) {
            throw new HttpBadRequest(
                    "expected forwarded as in RFC 7239 from the proxy, got something else");
        }
        return elements;
    }

    // ---- nodes
    // ----------------------------------------------------------------------------------------------------------------

    /// RFC 7239 §6: an address, `unknown` or an obfuscated name, perhaps with a port. IPv6 without brackets, as in `x-forwarded-for`, has no
    /// port. Null if it is none.
    static @Nullable InetSocketAddress node(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 || text.lastIndexOf(':', end) < 0
                    ? null
                    : node(text.substring(1, end), text.substring(end + 1));
        }
        int colon = text.indexOf(':');
        boolean one = colon >= 0 && text.indexOf(':', colon + 1) < 0;
        return one ? node(text.substring(0, colon), text.substring(colon)) : node(text, "");
    }

    /// @param port with its colon, or empty
    private static @Nullable InetSocketAddress node(String name, String port) {
        int number = port(port);
        InetAddress address = Network.address(name);
        if (number < 0) {
            return null;
        }
        if (address != null) {
            return new InetSocketAddress(address, number);
        }
        boolean hidden = name.equalsIgnoreCase(UNKNOWN) || isObfuscated(name);
        return hidden ? InetSocketAddress.createUnresolved(name, number) : null;
    }

    /// 0 for none and for an obfuscated one, -1 if it does not parse.
    private static int port(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String port = text.substring(1);
        if (!text.startsWith(":") || isObfuscated(port)) {
            return text.startsWith(":") ? 0 : -1;
        }
        long number = port.length() > 5 ? -1 : Grammar.decimal(port);
        return number > 65_535 ? -1 : (int) number;
    }

    /// RFC 7239 §6.3: an underscore, then letters, digits, dots, underscores and hyphens.
    private static boolean isObfuscated(String text) {
        return text.length() > 1
                && text.charAt(0) == '_'
                && text.chars()
                        .allMatch(
                                c ->
                                        c < 0x7F
                                                && (Character.isLetterOrDigit(c)
                                                        || "._-".indexOf(c) >= 0));
    }
}
