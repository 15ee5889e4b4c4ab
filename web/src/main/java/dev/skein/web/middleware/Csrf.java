package dev.skein.web.middleware;

import dev.skein.http.MediaType;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.RequestKey;
import dev.skein.web.Response;
import dev.skein.web.exception.HttpForbidden;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Keeps other sites' pages from doing things here in the name of the user (cross-site request forgery): such requests get 403.
///
/// Methods other than GET, HEAD, OPTIONS and TRACE are let through only
/// 1. from origins that are trusted by name; otherwise
/// 2. with `sec-fetch-site: same-origin` or `none`, which every current browser sends over https; without that field
/// 3. with an `origin` of the host that the request is for; without that field
/// 4. at all: no browser of the last years sends neither, and what is no browser has no cookies of the user to misuse.
///
/// So GET must change nothing. For browsers older than that there are tokens as well, which [#withTokens] demands.
public final class Csrf implements Middleware {
    private static final RequestKey<CsrfToken> TOKEN = RequestKey.of("csrf token");
    private static final List<String> SAFE = List.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final String HEADER = "x-csrf-token";
    private static final String FIELD = "csrf_token";

    private final List<OriginPattern> trusted;
    private final boolean tokens;

    private Csrf(List<OriginPattern> trusted, boolean tokens) {
        this.trusted = trusted;
        this.tokens = tokens;
    }

    /// Trusting no other origin, without tokens.
    public static Csrf defaults() {
        return new Csrf(List.of(), false);
    }

    /// This trusting pages of more origins.
    ///
    /// @param origins such as `https://example.com`, `https://*.example.com` for all hosts below
    /// @throws IllegalArgumentException if one is no origin
    public Csrf withTrustedOrigins(String... origins) {
        List<OriginPattern> more = new ArrayList<>(trusted);
        List.of(origins).forEach(each -> more.add(OriginPattern.parse(each)));
        return new Csrf(List.copyOf(more), tokens);
    }

    /// This demanding a token on top of that, of everybody: one that belongs to a cookie of the client's, which is `__Host-csrf` over
    /// https and `csrf` otherwise. [#token] gives it; it comes back in the field `x-csrf-token`, or in the field `csrf_token` of a form. To
    /// find it there the form is read before the handler; who wants to read a form as a stream sends it in the header.
    public Csrf withTokens() {
        return new Csrf(trusted, true);
    }

    /// A token for a form or script on the page that answers this request; another one each time, so that compression does not give it
    /// away. To be asked for before the response is there, not by a writer of a stream.
    ///
    /// @throws IllegalStateException if no `Csrf` with tokens stands around the handler
    public static String token(Request request) {
        CsrfToken token = request.get(TOKEN);
        if (token == null) {
            throw new IllegalStateException(
                    "expected a middleware Csrf.defaults().withTokens() around the handler, got none");
        }
        return token.masked();
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        boolean safe = SAFE.contains(request.method());
        if (!safe && !isTrusted(request)) {
            requireSameOrigin(request);
        }
        if (tokens) {
            CsrfToken token = CsrfToken.of(request);
            request.put(TOKEN, token);
            request.onResponse((_, response) -> token.remember(response));
            if (!safe && !token.matches(given(request))) {
                throw new HttpForbidden(
                        "expected the token of this page's form in "
                                + HEADER
                                + " or "
                                + FIELD
                                + ": reload the page");
            }
        }
        return next.handle(request);
    }

    private boolean isTrusted(Request request) {
        List<String> origins = request.headers().getAll("origin");
        return origins.size() == 1
                && trusted.stream().anyMatch(each -> each.matches(origins.getFirst()));
    }

    private static void requireSameOrigin(Request request) {
        List<String> sites = request.headers().getAll("sec-fetch-site");
        List<String> origins = request.headers().getAll("origin");
        boolean same;
        if (!sites.isEmpty()) {
            same = sites.equals(List.of("same-origin")) || sites.equals(List.of("none"));
        } else {
            same = origins.isEmpty() || (origins.size() == 1 && isOwn(origins.getFirst(), request));
        }
        if (!same) {
            throw new HttpForbidden("pages of other sites may not do this");
        }
    }

    /// Compares hosts and ports, not schemes: a proxy may have done the encryption.
    private static boolean isOwn(String origin, Request request) {
        int from = origin.indexOf("://") + 3;
        return from > 3 && origin.substring(from).equals(request.host().toLowerCase(Locale.ROOT));
    }

    private static @Nullable String given(Request request) throws IOException {
        String header = request.header(HEADER);
        MediaType type = request.contentType();
        if (header != null || type == null) {
            return header;
        }
        boolean form =
                type.matches("application/x-www-form-urlencoded")
                        || type.matches("multipart/form-data");
        return form ? request.form().get(FIELD) : null;
    }
}
