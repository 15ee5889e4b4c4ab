package dev.skein.cli;

import dev.skein.client.ClientOptions;
import dev.skein.client.ClientTimeouts;
import dev.skein.client.FormData;
import dev.skein.client.Proxy;
import dev.skein.client.RequestBody;
import dev.skein.http.Headers;
import dev.skein.loop.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What `skein get` is asked for.
final class GetSettings {
    final List<String> words = new ArrayList<>();
    final Headers.Builder headers = Headers.builder();
    ClientOptions client = ClientOptions.defaults();
    @Nullable String method;
    @Nullable RequestBody body;
    @Nullable FormData form;
    @Nullable String user;
    @Nullable Path output;
    boolean include;
    boolean timings;
    boolean quiet;
    boolean fail;
    boolean help;
    boolean insecure;
    @Nullable Path trusted;
    @Nullable Path certificate;
    @Nullable Path key;

    void header(String line) {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("expected 'Name: value', got '" + line + "'");
        }
        headers.add(line.substring(0, colon), line.substring(colon + 1));
    }

    /// Text, or a file after an `@`.
    void data(String data) {
        body =
                data.startsWith("@")
                        ? file(data.substring(1))
                        : RequestBody.of(
                                data.getBytes(StandardCharsets.UTF_8),
                                "application/x-www-form-urlencoded");
    }

    void json(String json) {
        body = RequestBody.of(json.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    /// `name=value`, or `name=@file`.
    void form(String field) {
        int equals = field.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException(
                    "expected name=value or name=@file, got '" + field + "'");
        }
        String name = field.substring(0, equals);
        String value = field.substring(equals + 1);
        FormData all = form == null ? new FormData() : form;
        form = all;
        try {
            if (value.startsWith("@")) {
                all.file(name, Path.of(value.substring(1)));
            } else {
                all.field(name, value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        body = all;
    }

    private static RequestBody file(String name) {
        try {
            return RequestBody.of(Path.of(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void timeouts(UnaryOperator<ClientTimeouts> change) {
        client = client.withTimeouts(change.apply(client.request().timeouts()));
    }

    void maxTime(String time) {
        Duration limit = Durations.parse(time);
        timeouts(t -> t.withTotal(limit.isZero() ? null : limit));
    }

    void proxy(String url) {
        client = client.withRequest(client.request().withProxy(Proxy.parse(url)));
    }

    void redirects(int max) {
        var redirects = client.request().redirects();
        redirects = max == 0 ? redirects.withFollow(false) : redirects.withMax(max);
        client = client.withRequest(client.request().withRedirects(redirects));
    }

    /// The client's options, with what needs files.
    ClientOptions options() throws CommandException {
        try {
            Tls tls = tls();
            return tls == null ? client : client.withRequest(client.request().withTls(tls));
        } catch (IOException e) {
            throw CommandException.startup(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Tls tls() throws IOException, CommandException {
        if ((certificate == null) != (key == null)) {
            throw CommandException.usage("expected both --cert and --key, got only one of them");
        }
        if (insecure) {
            return Tls.insecure();
        }
        if (certificate != null && key != null) {
            return Tls.client(trusted, certificate, key);
        }
        return trusted == null ? null : Tls.client(trusted);
    }
}
