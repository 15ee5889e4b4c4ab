package dev.skein.web.middleware;

import dev.skein.web.Application;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends clients whose path has a slash too many, or too few, to the one that has a route.
///
/// A path with a route of its own is left alone, and so is one for which there is nothing better. The query is kept. Never to another
/// host: `//elsewhere/` is not what a path may begin with (CVE-2021-21330).
public final class NormalizePath implements Middleware {
    private static final int PERMANENT = 308;
    private static final List<Integer> STATUSES = List.of(301, 302, 303, 307, PERMANENT);

    /// What to try with the slash at the end.
    public enum Slash {
        /// One more, if there is none.
        APPEND,
        /// One less, if there is one.
        REMOVE,
        /// Nothing.
        KEEP
    }

    private final Slash slash;
    private final boolean merging;
    private final int status;

    private NormalizePath(Slash slash, boolean merging, int status) {
        this.slash = slash;
        this.merging = merging;
        this.status = status;
    }

    /// Slashes in a row are merged, one is appended; status 308, which keeps the method.
    public static NormalizePath defaults() {
        return new NormalizePath(Slash.APPEND, true, PERMANENT);
    }

    /// This trying something else at the end.
    public NormalizePath withSlash(Slash other) {
        return new NormalizePath(other, merging, status);
    }

    /// This merging slashes in a row, or not.
    public NormalizePath withMerging(boolean merge) {
        return new NormalizePath(slash, merge, status);
    }

    /// This with another status.
    ///
    /// @throws IllegalArgumentException if it is not 301, 302, 303, 307 or 308
    public NormalizePath withStatus(int other) {
        if (!STATUSES.contains(other)) {
            throw new IllegalArgumentException(
                    "expected one of the statuses " + STATUSES + ", got " + other);
        }
        return new NormalizePath(slash, merging, other);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        String better = request.route() == null ? better(request) : null;
        if (better == null) {
            return next.handle(request);
        }
        String query = request.queryString();
        return Response.redirect(status, query.isEmpty() ? better : better + "?" + query);
    }

    private @Nullable String better(Request request) {
        String path = request.rawPath();
        if (!path.startsWith("/")) {
            return null;
        }
        String merged = merging ? merged(path) : path;
        for (String candidate : new String[] {merged, slashed(path), slashed(merged)}) {
            if (!candidate.equals(path) && staysHere(candidate) && hasRoute(request, candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static String merged(String path) {
        StringBuilder merged = new StringBuilder(path.length());
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '/' || before != '/') {
                merged.append(c);
            }
            before = c;
        }
        return merged.toString();
    }

    private String slashed(String path) {
        boolean ends = path.endsWith("/");
        return switch (slash) {
            case APPEND -> ends ? path : path + "/";
            case REMOVE -> ends && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
            case KEEP -> path;
        };
    }

    /// Browsers take two slashes at the beginning, and backslashes for slashes, as the beginning of a host.
    private static boolean staysHere(String path) {
        return !path.startsWith("//") && !path.startsWith("/\\");
    }

    private static boolean hasRoute(Request request, String path) {
        Application app = request.app();
        return app.hasRoute(request.method(), request.header("host"), path);
    }
}
