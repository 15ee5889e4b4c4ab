package dev.skein.loop;

import java.net.IDN;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;

/// The name of a server as TLS wants it: without the brackets of an IPv6 address, without a trailing dot, in ASCII.
///
/// @param text what the certificate is verified against
/// @param indication what is sent as SNI (RFC 6066 §3): the name, or nothing for an address, which is not allowed there
record ServerName(String text, List<SNIServerName> indication) {
    /// The longest name of the DNS (RFC 1035 §2.3.4), as text.
    private static final int LONGEST = 253;

    /// @throws IllegalArgumentException if `host` cannot be a name or an address
    static ServerName parse(String host) {
        String bare = bare(host);
        if (isAddress(bare)) {
            return new ServerName(bare, List.of());
        }
        try {
            String name = IDN.toASCII(bare);
            if (!name.isEmpty() && name.length() <= LONGEST) {
                return new ServerName(name, indication(name));
            }
        } catch (IllegalArgumentException _) {
            // Told below, with what came.
        }
        throw new IllegalArgumentException(
                "expected the name or address of a server, but came '"
                        + host.substring(0, Math.min(LONGEST, host.length()))
                        + "'");
    }

    /// Empty for a name with an underscore, say: servers on the JDK break the handshake off when they are sent one.
    private static List<SNIServerName> indication(String name) {
        try {
            return List.of(new SNIHostName(name));
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    private static String bare(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return host.substring(1, host.length() - 1);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /// An IPv6 address has colons; only in an IPv4 address the last label is a number.
    private static boolean isAddress(String bare) {
        String last = bare.substring(bare.lastIndexOf('.') + 1);
        return bare.indexOf(':') >= 0
                || !last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
