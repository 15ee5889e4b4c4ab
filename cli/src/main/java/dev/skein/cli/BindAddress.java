package dev.skein.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Addresses to listen on, as people write them: `127.0.0.1:8000`, `localhost:8000`, `[::1]:8000`, `:8000` for every address of
/// the machine, `unix:/run/app.sock`.
final class BindAddress {
    private static final Pattern INET = Pattern.compile("(\\[[^\\]]+\\]|[^:\\[\\]]*):([0-9]{1,5})");
    private static final String UNIX = "unix:";
    private static final int HIGHEST_PORT = 65535;

    private BindAddress() {}

    /// Looks names up, and takes their first address.
    ///
    /// @throws IllegalArgumentException if the text has another form, or the name no address
    static SocketAddress parse(String text) {
        if (text.startsWith(UNIX) && text.length() > UNIX.length()) {
            return UnixDomainSocketAddress.of(Path.of(text.substring(UNIX.length())));
        }
        Matcher matcher = INET.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "expected host:port, [IPv6 address]:port, :port or unix:path, got '"
                            + text
                            + "'");
        }
        int port = Integer.parseInt(matcher.group(2));
        String host = matcher.group(1);
        return host.isEmpty()
                ? new InetSocketAddress(port)
                : new InetSocketAddress(lookUp(host), port);
    }

    private static InetAddress lookUp(String host) {
        try {
            return InetAddress.getAllByName(host)[0];
        } catch (UnknownHostException _) {
            throw new IllegalArgumentException(
                    "expected a name or address of this machine, got '"
                            + host
                            + "', which cannot be found");
        }
    }

    /// A form that [#parse] takes.
    static String format(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet ->
                    inet.getAddress().getHostAddress() + ":" + inet.getPort();
            case UnixDomainSocketAddress unix -> UNIX + unix.getPath();
            default -> address.toString();
        };
    }
}
