package dev.skein.client.cookie;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one Set-Cookie field says, before anybody has judged it.
///
/// @param maxAge in seconds, 0 or less for "gone"; null when there was none, or none that is a number
/// @param expires null when there was none, or none that is a date
/// @param domain in lower case and without its leading dot; null when there was none, or an empty one
/// @param path as it came; null when there was none
/// @param sameSite null when there was none, or an unknown one
record CookieLine(
        String name,
        String value,
        @Nullable Long maxAge,
        @Nullable Instant expires,
        @Nullable String domain,
        @Nullable String path,
        boolean secure,
        boolean httpOnly,
        @Nullable SameSite sameSite,
        boolean partitioned) {}
