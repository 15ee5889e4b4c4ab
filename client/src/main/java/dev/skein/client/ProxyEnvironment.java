package dev.skein.client;

import dev.skein.http.Url;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The proxies that environment variables name, as curl and Python read them.
///
/// `http_proxy`, `https_proxy`, `ws_proxy` and `wss_proxy` are for URLs of these schemes. Without
/// its own, ws takes that of http and wss that of https; what is still without takes `all_proxy`.
/// `no_proxy` lists the exceptions: `*`, domains, addresses, networks, each perhaps with a port. A
/// name in small letters goes before the same one in capitals, even when its value is empty; an
/// empty value names no proxy.
///
/// `HTTP_PROXY` in capitals is not read where `REQUEST_METHOD` is set: there it is a CGI script's
/// copy of a header that anybody may send.
///
/// Immutable: the variables are read once.
public final class ProxyEnvironment {
    private final @Nullable Proxy http;
    private final @Nullable Proxy https;
    private final @Nullable Proxy ws;
    private final @Nullable Proxy wss;
    private final NoProxy exceptions;

    private ProxyEnvironment(Map<String, String> variables) {
        Proxy all = proxy(variables, "all_proxy", null);
        http = proxy(variables, "http_proxy", all);
        https = proxy(variables, "https_proxy", all);
        ws = proxy(variables, "ws_proxy", http);
        wss = proxy(variables, "wss_proxy", https);
        exceptions = NoProxy.parse(value(variables, "no_proxy"));
    }

    /// The proxies that these variables name.
    ///
    /// @throws IllegalArgumentException when a value is no proxy; the message names the variable
    ///     and never shows user and password
    public static ProxyEnvironment of(Map<String, String> variables) {
        return new ProxyEnvironment(variables);
    }

    /// The proxies that the variables of this process name.
    ///
    /// @throws IllegalArgumentException as [#of] does
    public static ProxyEnvironment system() {
        return of(System.getenv());
    }

    /// The proxy for a URL, or null to go there directly.
    public @Nullable Proxy proxyFor(Url url) {
        Proxy proxy =
                switch (url.scheme()) {
                    case "http" -> http;
                    case "https" -> https;
                    case "ws" -> ws;
                    default -> wss;
                };
        return proxy == null || exceptions.covers(url.host(), url.port()) ? null : proxy;
    }

    private static @Nullable Proxy proxy(
            Map<String, String> variables, String name, @Nullable Proxy otherwise) {
        String value = value(variables, name);
        if (value.isEmpty()) {
            return otherwise;
        }
        try {
            return Proxy.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "environment variable " + name + ": " + e.getMessage(), e);
        }
    }

    private static String value(Map<String, String> variables, String name) {
        String value = variables.get(name);
        boolean forged = name.equals("http_proxy") && variables.containsKey("REQUEST_METHOD");
        if (value == null && !forged) {
            value = variables.get(name.toUpperCase(Locale.ROOT));
        }
        return value == null ? "" : value.strip();
    }

    /// Without passwords.
    @Override
    public String toString() {
        return "ProxyEnvironment[http=%s, https=%s, ws=%s, wss=%s]".formatted(http, https, ws, wss);
    }
}
