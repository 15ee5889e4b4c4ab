package dev.skein.web.middleware;

import dev.skein.http.Grammar;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.RequestKey;
import dev.skein.web.Response;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives each request an id, for logs: 128 random bits in hexadecimal digits. Handlers find it by [#of(Request)], the client on every
/// response, errors included.
public final class RequestId implements Middleware {
    private static final RequestKey<String> ID = RequestKey.of("request id");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;
    private static final int LONGEST = 64;

    private final String field;
    private final boolean trusting;

    private RequestId(String field, boolean trusting) {
        this.field = field;
        this.trusting = trusting;
    }

    /// New ids, in the field `x-request-id`.
    public static RequestId defaults() {
        return new RequestId("x-request-id", false);
    }

    /// This with another field.
    ///
    /// @throws IllegalArgumentException if the name is no token
    public RequestId withField(String name) {
        if (!Grammar.isToken(name)) {
            throw new IllegalArgumentException("expected the name of a field, got \"" + name + '"');
        }
        return new RequestId(name, trusting);
    }

    /// This taking the id that the request brings, if it is one token of at most 64 characters. Only behind a proxy that sets it: others
    /// could write into your logs what they like.
    public RequestId withTrust(boolean trust) {
        return new RequestId(field, trust);
    }

    /// The id, or null if no such middleware was passed.
    public static @Nullable String of(Request request) {
        return request.get(ID);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        String brought = trusting ? brought(request) : null;
        String id = brought == null ? random() : brought;
        request.put(ID, id);
        request.onResponse((_, response) -> response.withHeader(field, id));
        return next.handle(request);
    }

    private @Nullable String brought(Request request) {
        List<String> values = request.headers().getAll(field);
        if (values.size() != 1) {
            return null;
        }
        String value = values.getFirst();
        return value.length() <= LONGEST && Grammar.isToken(value) ? value : null;
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
