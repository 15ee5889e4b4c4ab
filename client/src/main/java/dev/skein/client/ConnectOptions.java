package dev.skein.client;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How connections are opened. Immutable; start from [#defaults()] and change what you need. TCP_NODELAY is always on.
///
/// @param resolver looks up names; default [Resolver#system()]
/// @param dnsTtl how long answers are remembered; zero for not at all, null for ever; default 10 s
/// @param dnsCacheSize how many names are remembered, at least 1; the one not asked for longest goes first; default 1000
/// @param happyEyeballsDelay how long one address may take before the next one is tried beside it (RFC 8305 §5); zero tries all at
///     once; default 250 ms
/// @param localAddress the address connections come from; null leaves it to the system, the default
/// @param preferIpv4 whether IPv4 addresses are tried first; default false
/// @param family which addresses may be used; default [Family#ANY]
/// @param unixSocket a socket in the file system that every connection goes to, whatever the URL's host and port; default null
public record ConnectOptions(
        Resolver resolver,
        @Nullable Duration dnsTtl,
        int dnsCacheSize,
        Duration happyEyeballsDelay,
        @Nullable InetAddress localAddress,
        boolean preferIpv4,
        Family family,
        @Nullable Path unixSocket) {
    /// The kind of an address.
    public enum Family {
        /// All.
        ANY,
        /// IPv4 only.
        IPV4,
        /// IPv6 only.
        IPV6;

        boolean admits(InetAddress address) {
            return switch (this) {
                case ANY -> true;
                case IPV4 -> address instanceof Inet4Address;
                case IPV6 -> address instanceof Inet6Address;
            };
        }
    }

    private static final ConnectOptions DEFAULTS =
            new ConnectOptions(
                    Resolver.system(),
                    Duration.ofSeconds(10),
                    1000,
                    Duration.ofMillis(250),
                    null,
                    false,
                    Family.ANY,
                    null);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one is out of range or the local address is not of the family, naming it
    public ConnectOptions {
        Objects.requireNonNull(resolver, "resolver");
        Objects.requireNonNull(family, "family");
        require(
                dnsTtl == null || !dnsTtl.isNegative(),
                "dnsTtl must not be negative, got " + dnsTtl);
        require(dnsCacheSize >= 1, "dnsCacheSize must be at least 1, got " + dnsCacheSize);
        require(
                !happyEyeballsDelay.isNegative(),
                "happyEyeballsDelay must not be negative, got " + happyEyeballsDelay);
        require(
                localAddress == null || family.admits(localAddress),
                "localAddress must be of family " + family + ", got " + localAddress);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /// The defaults named above.
    public static ConnectOptions defaults() {
        return DEFAULTS;
    }

    /// These options with another [#resolver()].
    public ConnectOptions withResolver(Resolver other) {
        return new ConnectOptions(
                other,
                dnsTtl,
                dnsCacheSize,
                happyEyeballsDelay,
                localAddress,
                preferIpv4,
                family,
                unixSocket);
    }

    /// These options with another [#dnsTtl()].
    public ConnectOptions withDnsTtl(@Nullable Duration ttl) {
        return new ConnectOptions(
                resolver,
                ttl,
                dnsCacheSize,
                happyEyeballsDelay,
                localAddress,
                preferIpv4,
                family,
                unixSocket);
    }

    /// These options with another [#dnsCacheSize()].
    public ConnectOptions withDnsCacheSize(int names) {
        return new ConnectOptions(
                resolver,
                dnsTtl,
                names,
                happyEyeballsDelay,
                localAddress,
                preferIpv4,
                family,
                unixSocket);
    }

    /// These options with another [#happyEyeballsDelay()].
    public ConnectOptions withHappyEyeballsDelay(Duration delay) {
        return new ConnectOptions(
                resolver,
                dnsTtl,
                dnsCacheSize,
                delay,
                localAddress,
                preferIpv4,
                family,
                unixSocket);
    }

    /// These options with another [#localAddress()].
    public ConnectOptions withLocalAddress(@Nullable InetAddress address) {
        return new ConnectOptions(
                resolver,
                dnsTtl,
                dnsCacheSize,
                happyEyeballsDelay,
                address,
                preferIpv4,
                family,
                unixSocket);
    }

    /// These options with another [#preferIpv4()].
    public ConnectOptions withPreferIpv4(boolean first) {
        return new ConnectOptions(
                resolver,
                dnsTtl,
                dnsCacheSize,
                happyEyeballsDelay,
                localAddress,
                first,
                family,
                unixSocket);
    }

    /// These options with another [#family()].
    public ConnectOptions withFamily(Family only) {
        return new ConnectOptions(
                resolver,
                dnsTtl,
                dnsCacheSize,
                happyEyeballsDelay,
                localAddress,
                preferIpv4,
                only,
                unixSocket);
    }

    /// These options with another [#unixSocket()].
    public ConnectOptions withUnixSocket(@Nullable Path socket) {
        return new ConnectOptions(
                resolver,
                dnsTtl,
                dnsCacheSize,
                happyEyeballsDelay,
                localAddress,
                preferIpv4,
                family,
                socket);
    }

    /// Whether connections may go to `address`: it is of the family, and of the same one as the local address.
    boolean admits(InetAddress address) {
        return family.admits(address)
                && (localAddress == null
                        || (localAddress instanceof Inet4Address)
                                == (address instanceof Inet4Address));
    }
}
