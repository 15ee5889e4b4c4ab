package dev.skein.http.websocket;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One element of `sec-websocket-extensions` (RFC 6455 §9.1). Names have case.
///
/// @param parameters in order, repetitions and all
record Extension(String name, List<Parameter> parameters) {
    /// A parameter.
    ///
    /// @param value a token, unquoted; null when there is none
    record Parameter(String name, @Nullable String value) {}
}
