package dev.skein.client;

import dev.skein.http.Escapes;
import dev.skein.http.Headers;
import dev.skein.http.Url;
import dev.skein.http.UrlException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What follows from a redirect (RFC 9110 §15.4).
final class Redirects {
    private static final List<String> SECRETS =
            List.of("authorization", "cookie", "proxy-authorization");
    private static final List<String> ABOUT_THE_BODY =
            List.of(
                    "content-type",
                    "content-length",
                    "content-encoding",
                    "content-language",
                    "content-location",
                    "transfer-encoding",
                    "expect");

    private Redirects() {}

    /// The request to send next.
    ///
    /// @param history the responses before this one
    /// @return null when the response is for the caller
    /// @throws ClientException when the redirect cannot or must not be followed
    static @Nullable ClientRequest next(
            ClientRequest request, ClientResponse response, List<ClientResponse> history)
            throws ClientException {
        RedirectPolicy policy = request.options().redirects();
        String location = response.headers().get("location");
        if (!policy.follow() || location == null || !isRedirect(response.status())) {
            return null;
        }
        Url target = target(request, location);
        requireFit(request, response, target, history);
        ClientRequest next = request.withUrl(target.withoutUserInfo());
        next = next.withHeaders(next.headers().without("host"));
        if (becomesGet(request.method(), response.status())) {
            next = withoutBody(next);
        } else if (!request.body().isReplayable()) {
            throw new RequestBodyException(
                    request.info(),
                    "the server redirects with status "
                            + response.status()
                            + ", but the body can be read only once",
                    null);
        }
        if (!target.isSameOrigin(request.url())) {
            next = next.withHeaders(without(next.headers(), SECRETS));
        }
        return withCredentials(request, next, target);
    }

    private static ClientRequest withCredentials(
            ClientRequest request, ClientRequest next, Url target) throws RedirectException {
        try {
            return Credentials.ofUrl(next, target);
        } catch (IllegalArgumentException e) {
            throw new RedirectException(
                    request.info(),
                    "the server redirects to a URL with user information that cannot be sent: "
                            + e.getMessage(),
                    e);
        }
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static boolean becomesGet(String method, int status) {
        // RFC 9110 §15.4.2 and §15.4.3: "For historical reasons, a user agent MAY change the
        // request method from POST to GET for
        // the subsequent request." All do.
        return (status == 303 && !method.equals("HEAD"))
                || ((status == 301 || status == 302) && method.equals("POST"));
    }

    private static ClientRequest withoutBody(ClientRequest request) {
        String method = request.method().equals("HEAD") ? "HEAD" : "GET";
        return request.withMethod(method)
                .withBody(RequestBody.none())
                .withHeaders(without(request.headers(), ABOUT_THE_BODY));
    }

    private static Headers without(Headers headers, List<String> names) {
        Headers rest = headers;
        for (String name : names) {
            rest = rest.without(name);
        }
        return rest;
    }

    private static Url target(ClientRequest request, String location) throws ClientException {
        try {
            Url target = request.url().resolve(asUtf8(location));
            String fragment = request.url().fragment();
            // RFC 9110 §10.2.2: "If the Location value provided in a 3xx (Redirection) response
            // does not have a fragment
            // component, a user agent MUST process the redirection as if the value inherits the
            // fragment component of the URI
            // reference used to generate the target URI"
            return target.fragment() == null && fragment != null
                    ? target.resolve("#" + fragment)
                    : target;
        } catch (UrlException e) {
            throw new RedirectException(
                    request.info(),
                    "the server redirects to \""
                            + Escapes.escape(location, 200)
                            + "\", which is not followed: "
                            + e.getMessage(),
                    e);
        }
    }

    /// Servers send UTF-8 as it is; header values are one character per byte.
    private static String asUtf8(String location) {
        return new String(location.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static void requireFit(
            ClientRequest request,
            ClientResponse response,
            Url target,
            List<ClientResponse> history)
            throws RedirectException {
        RedirectPolicy policy = request.options().redirects();
        if (request.url().isSecure() && !target.isSecure() && !policy.allowDowngrade()) {
            throw new RedirectException(
                    request.info(),
                    "the server redirects from https to "
                            + target.withoutSecrets()
                            + ", which is not followed: use RedirectPolicy.withAllowDowngrade(true) if you must",
                    null);
        }
        boolean toItself =
                target.toString().equals(request.url().toString())
                        && !becomesGet(request.method(), response.status())
                        && !response.headers().contains("set-cookie");
        if (toItself) {
            throw new RedirectException(
                    request.info(), "the server redirects to the same URL: a loop", null);
        }
        if (history.size() >= policy.max()) {
            throw new RedirectException(
                    request.info(),
                    "more than "
                            + policy.max()
                            + " redirects (RedirectPolicy.max), the next one to "
                            + target.withoutSecrets(),
                    null);
        }
    }
}
