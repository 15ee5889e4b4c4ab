package dev.skein.client;

import dev.skein.loop.Tls;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How one request is carried out. A session has some for all its requests ([ClientOptions#request()]); each request may
/// have its own. Immutable.
///
/// @param timeouts see there
/// @param limits see there
/// @param redirects see there
/// @param retry see there
/// @param tls whom to trust; null, the default, for what the JDK trusts
/// @param proxy null, the default, for none
/// @param raiseForStatus whether a status of 400 and more is thrown as [StatusException]; default false
/// @param decode whether content codings (gzip …) are taken off the body, and asked for; default true
/// @param expectContinue whether the body waits for the server's 100 Continue, for up to a second (RFC 9110 §10.1.1); default
///     false
/// @param compress the content coding to send the body in, such as `gzip`; null, the default, for none
/// @param middlewares the first is the outermost; default none
/// @param onUpload null, the default, for nobody
/// @param onDownload null, the default, for nobody
public record RequestOptions(
        ClientTimeouts timeouts,
        ClientLimits limits,
        RedirectPolicy redirects,
        RetryPolicy retry,
        @Nullable Tls tls,
        @Nullable Proxy proxy,
        boolean raiseForStatus,
        boolean decode,
        boolean expectContinue,
        @Nullable String compress,
        List<ClientMiddleware> middlewares,
        @Nullable Progress onUpload,
        @Nullable Progress onDownload) {
    private static final RequestOptions DEFAULTS =
            new RequestOptions(
                    ClientTimeouts.defaults(),
                    ClientLimits.defaults(),
                    RedirectPolicy.defaults(),
                    RetryPolicy.defaults(),
                    null,
                    null,
                    false,
                    true,
                    false,
                    null,
                    List.of(),
                    null,
                    null);

    /// Copies the list.
    public RequestOptions {
        middlewares = List.copyOf(middlewares);
    }

    /// The defaults named above.
    public static RequestOptions defaults() {
        return DEFAULTS;
    }

    /// These with other [#timeouts()].
    public RequestOptions withTimeouts(ClientTimeouts other) {
        return with(draft -> draft.timeouts = other);
    }

    /// These with other [#limits()].
    public RequestOptions withLimits(ClientLimits other) {
        return with(draft -> draft.limits = other);
    }

    /// These with other [#redirects()].
    public RequestOptions withRedirects(RedirectPolicy other) {
        return with(draft -> draft.redirects = other);
    }

    /// These with another [#retry()].
    public RequestOptions withRetry(RetryPolicy other) {
        return with(draft -> draft.retry = other);
    }

    /// These with other [#tls()].
    public RequestOptions withTls(@Nullable Tls other) {
        return with(draft -> draft.tls = other);
    }

    /// These with another [#proxy()].
    public RequestOptions withProxy(@Nullable Proxy other) {
        return with(draft -> draft.proxy = other);
    }

    /// These with [#raiseForStatus()] on or off.
    public RequestOptions withRaiseForStatus(boolean on) {
        return with(draft -> draft.raiseForStatus = on);
    }

    /// These with [#decode()] on or off.
    public RequestOptions withDecode(boolean on) {
        return with(draft -> draft.decode = on);
    }

    /// These with [#expectContinue()] on or off.
    public RequestOptions withExpectContinue(boolean on) {
        return with(draft -> draft.expectContinue = on);
    }

    /// These with another content coding to [#compress()] with.
    public RequestOptions withCompress(@Nullable String coding) {
        return with(draft -> draft.compress = coding);
    }

    /// These with other [#middlewares()].
    public RequestOptions withMiddlewares(ClientMiddleware... others) {
        return with(draft -> draft.middlewares = List.of(others));
    }

    /// These with another [#onUpload()].
    public RequestOptions withOnUpload(@Nullable Progress listener) {
        return with(draft -> draft.onUpload = listener);
    }

    /// These with another [#onDownload()].
    public RequestOptions withOnDownload(@Nullable Progress listener) {
        return with(draft -> draft.onDownload = listener);
    }

    private RequestOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /// The same fields, to be changed one by one.
    private static final class Draft {
        ClientTimeouts timeouts;
        ClientLimits limits;
        RedirectPolicy redirects;
        RetryPolicy retry;
        @Nullable Tls tls;
        @Nullable Proxy proxy;
        boolean raiseForStatus;
        boolean decode;
        boolean expectContinue;
        @Nullable String compress;
        List<ClientMiddleware> middlewares;
        @Nullable Progress onUpload;
        @Nullable Progress onDownload;

        Draft(RequestOptions from) {
            timeouts = from.timeouts;
            limits = from.limits;
            redirects = from.redirects;
            retry = from.retry;
            tls = from.tls;
            proxy = from.proxy;
            raiseForStatus = from.raiseForStatus;
            decode = from.decode;
            expectContinue = from.expectContinue;
            compress = from.compress;
            middlewares = from.middlewares;
            onUpload = from.onUpload;
            onDownload = from.onDownload;
        }

        RequestOptions options() {
            return new RequestOptions(
                    timeouts,
                    limits,
                    redirects,
                    retry,
                    tls,
                    proxy,
                    raiseForStatus,
                    decode,
                    expectContinue,
                    compress,
                    middlewares,
                    onUpload,
                    onDownload);
        }
    }
}
