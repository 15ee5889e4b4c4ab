package dev.skein.client;

import dev.skein.http.Headers;
import dev.skein.http.Url;
import dev.skein.http.coding.ContentCodings;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The header fields of a request: the caller's, and those that are added by themselves.
final class Fields {
    private static final String USER_AGENT = "skein";

    private final ClientSession session;
    private final Set<String> skipped;
    private final String codings = ContentCodings.installed().acceptEncoding();

    Fields(ClientSession session) {
        this.session = session;
        this.skipped = session.options().skipAutoHeaders();
    }

    /// @param proxy that is sent the request itself; null when it goes to the target
    Headers of(
            ClientRequest request,
            @Nullable Proxy proxy,
            Url initiator,
            Http1Connection connection) {
        boolean plain =
                request.headers().isEmpty()
                        && request.body() == RequestBody.none()
                        && request.options().decode()
                        && !request.options().expectContinue()
                        && proxy == null
                        && session.cookies().isEmpty();
        if (!plain) {
            return make(request, proxy, initiator);
        }
        Headers known = connection.plainFields(request.url().authority());
        if (known == null) {
            known = make(request, null, initiator);
            connection.rememberFields(request.url().authority(), known);
        }
        return known;
    }

    private Headers make(ClientRequest request, @Nullable Proxy proxy, Url initiator) {
        Headers own = request.headers();
        Headers.Builder all = Headers.builder();
        // RFC 9110 §7.2: "a user agent SHOULD send Host as the first field in a request"
        String host = own.get("host");
        all.add("host", host == null ? request.url().authority() : host);
        all.addAll(own.without("host").without("cookie"));
        addUnless(own, all, "accept", "*/*");
        if (request.options().decode() && !codings.isEmpty()) {
            addUnless(own, all, "accept-encoding", codings);
        }
        addUnless(own, all, "user-agent", USER_AGENT);
        String type = request.body().contentType();
        if (type != null) {
            addUnless(own, all, "content-type", type);
        }
        String coding = request.options().compress();
        if (coding != null && request.hasContent()) {
            refuseCoding(own);
            all.add("content-encoding", coding);
        }
        // RFC 9110 §10.1.1: "A client MUST NOT generate a 100-continue expectation in a request
        // that does not include content."
        if (Sender.expects(request)) {
            all.set("expect", "100-continue");
        }
        addCookies(all, request, initiator);
        if (proxy != null) {
            addForProxy(all, proxy.fields());
        }
        return all.build();
    }

    private static void refuseCoding(Headers own) {
        if (own.contains("content-encoding")) {
            throw new IllegalArgumentException(
                    "expected a body to be compressed here or by the caller, came both: leave out compress or"
                            + " the content-encoding field");
        }
    }

    private static void addForProxy(Headers.Builder all, Headers asked) {
        if (asked.contains("proxy-authorization")) {
            all.remove("proxy-authorization");
        }
        all.addAll(asked);
    }

    private void addUnless(Headers own, Headers.Builder all, String name, String value) {
        if (!own.contains(name) && !skipped.contains(name)) {
            all.add(name, value);
        }
    }

    private void addCookies(Headers.Builder all, ClientRequest request, Url initiator) {
        List<String> own = request.headers().getAll("cookie");
        String stored =
                session.cookies().isEmpty()
                        ? null
                        : session.cookies().header(request.url(), initiator, request.method());
        String value = String.join("; ", own);
        if (stored != null) {
            value = value.isEmpty() ? stored : stored + "; " + value;
        }
        if (!value.isEmpty()) {
            all.add("cookie", value);
        }
    }
}
