package dev.skein.web.session;

import dev.skein.web.Application;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A browser, as far as cookies of one site go.
final class Visitor {
    static final String COOKIE = "skein_session";

    final Map<String, String> cookies = new LinkedHashMap<>();
    private final Application app;
    private boolean encrypted;

    Visitor(Application app) {
        this.app = app;
    }

    Visitor encrypted() {
        encrypted = true;
        return this;
    }

    /// Another browser with the same cookies.
    Visitor copy() {
        Visitor other = new Visitor(app);
        other.cookies.putAll(cookies);
        return other;
    }

    TestAnswer get(String target) throws Exception {
        TestAnswer answer = call(target).send();
        answer.headers().getAll("set-cookie").forEach(this::keep);
        return answer;
    }

    TestCall call(String target) {
        TestCall call = TestCall.get(app, target);
        if (encrypted) {
            call.encrypted();
        }
        return cookies.isEmpty() ? call : call.header("cookie", header());
    }

    String read() throws Exception {
        return get("/read").text();
    }

    @Nullable String token() {
        return cookies.get(COOKIE);
    }

    String requireToken() {
        String token = token();
        if (token == null) {
            throw new AssertionError("expected a session cookie, got " + cookies);
        }
        return token;
    }

    private String header() {
        return cookies.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("; "));
    }

    private void keep(String field) {
        String pair = field.substring(0, field.indexOf(';'));
        int equals = pair.indexOf('=');
        String name = pair.substring(0, equals);
        if (field.contains("; Max-Age=0")) {
            cookies.remove(name);
        } else {
            cookies.put(name, pair.substring(equals + 1));
        }
    }
}
