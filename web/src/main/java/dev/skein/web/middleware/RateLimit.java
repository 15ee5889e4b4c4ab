package dev.skein.web.middleware;

import dev.skein.http.Headers;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.Response;
import dev.skein.web.exception.HttpTooManyRequests;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Lets each client ask so often and no more; beyond that the answer is 429 with `retry-after` (RFC 6585 §4).
///
/// It is a bucket of tokens for each client: a request takes one, and they come back evenly. So a client may ask a whole bucket's worth
/// at once, and then as often as tokens come back. Buckets are kept in this process, for the clients seen last: at most 100 000 by
/// default, which is some 15 MB. One instance on several routes counts them together.
public final class RateLimit implements Middleware {
    private static final int KEYS = 100_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Buckets.Terms terms;
    private final Function<Request, @Nullable String> key;
    private final boolean fields;
    private final LongSupplier clock;
    private final Buckets buckets;

    private RateLimit(
            Buckets.Terms terms,
            Function<Request, @Nullable String> key,
            boolean fields,
            LongSupplier clock) {
        this.terms = terms;
        this.key = key;
        this.fields = fields;
        this.clock = clock;
        this.buckets = new Buckets(terms, clock.getAsLong());
    }

    /// So many requests per time, for each network address of clients: [#networkOf].
    ///
    /// @param requests how many, and what a bucket holds
    /// @param time in which so many tokens come back
    /// @throws IllegalArgumentException if either is not positive, or the time is longer than ten years
    public static RateLimit of(int requests, Duration time) {
        return new RateLimit(
                Buckets.Terms.of(requests, time, KEYS),
                RateLimit::networkOf,
                false,
                System::nanoTime);
    }

    /// This with buckets of another size: how much may be asked at once.
    ///
    /// @throws IllegalArgumentException if it is not positive, or takes longer than a hundred years to fill
    public RateLimit withBurst(int requests) {
        return new RateLimit(terms.withBurst(requests), key, fields, clock);
    }

    /// This telling clients apart by something else, such as the user. Keep it short, and made of what has been verified: a client that
    /// may choose its key has as many buckets as it likes.
    ///
    /// @param other null for requests that are not counted
    public RateLimit withKey(Function<Request, @Nullable String> other) {
        return new RateLimit(terms, other, fields, clock);
    }

    /// This keeping another number of buckets. Whose bucket is given up has a full one when it comes again.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public RateLimit withMostKeys(int number) {
        return new RateLimit(terms.withMostKeys(number), key, fields, clock);
    }

    /// This saying on every response how much is left: `ratelimit-limit`, `ratelimit-remaining`, and `ratelimit-reset` in seconds until
    /// the bucket is full (draft-ietf-httpapi-ratelimit-headers, as of its version 06).
    public RateLimit withFields() {
        return new RateLimit(terms, key, true, clock);
    }

    /// @param nanos as [System#nanoTime]
    RateLimit withClock(LongSupplier nanos) {
        return new RateLimit(terms, key, fields, nanos);
    }

    /// The client's address, of IPv6 the first 64 bits, which is what one customer gets. All clients of a Unix socket are one. Behind a
    /// proxy that is the proxy's, unless [ForwardedHeaders] stands around this.
    public static String networkOf(Request request) {
        SocketAddress remote = request.remote();
        if (!(remote instanceof InetSocketAddress inet)) {
            return "unix";
        }
        InetAddress address = inet.getAddress();
        if (address == null) {
            return inet.getHostString();
        }
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, 8)
                : address.getHostAddress();
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        String who = key.apply(request);
        if (who == null) {
            return next.handle(request);
        }
        Buckets.Answer answer = buckets.take(who, clock.getAsLong());
        if (fields) {
            request.onResponse(
                    (_, response) -> response.withHeaders(with(response.headers(), answer)));
        }
        if (answer.waitNanos() > 0) {
            throw new HttpTooManyRequests(Duration.ofNanos(answer.waitNanos()));
        }
        return next.handle(request);
    }

    private Headers with(Headers headers, Buckets.Answer answer) {
        long reset = (long) Math.ceil(answer.fullNanos() / NANOS_PER_SECOND);
        return headers.toBuilder()
                .set("ratelimit-limit", String.valueOf(terms.burst()))
                .set("ratelimit-remaining", String.valueOf(answer.remaining()))
                .set("ratelimit-reset", String.valueOf(reset))
                .build();
    }
}
