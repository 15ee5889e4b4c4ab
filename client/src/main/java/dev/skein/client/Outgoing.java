package dev.skein.client;

import dev.skein.http.ByteSink;
import org.jspecify.annotations.Nullable;

/// A request in the form in which it is written.
///
/// @param start the head, and a short body
/// @param body what is written after it as it is
/// @param rest the body that follows in its own time; null when there is none
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outgoing(ByteSink start, byte[] body, @Nullable Upload rest) {}
