package dev.skein.web.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that goes when it is told to. It shows a time that is far away, so that storages with a real clock do not think that what is
/// kept has expired.
final class TestClock implements InstantSource {
    private volatile Instant now = Instant.parse("2101-03-01T12:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }
}
