package dev.skein.web.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A session on its way to a [SessionStorage].
///
/// @param bytes what is to be kept; opaque, and not to be changed any more
/// @param expiry from when on it may be forgotten
/// @param owner whom it belongs to, for storages that can find all sessions of one; null for nobody
@SuppressWarnings("ArrayRecordComponent") // a value by convention, as in messages
public record SessionData(byte[] bytes, Instant expiry, @Nullable String owner) {}
