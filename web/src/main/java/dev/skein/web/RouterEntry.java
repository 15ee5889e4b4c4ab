package dev.skein.web;

/// What was added to a router, in order.
sealed interface RouterEntry {
    /// A route.
    record Single(Route route) implements RouterEntry {}

    /// A router below a prefix.
    record Mounted(PathPattern prefix, Router router) implements RouterEntry {}

    /// A router for a host.
    ///
    /// @param pattern as of [RouterHosts#checked]
    record Hosted(String pattern, Router router) implements RouterEntry {}
}
