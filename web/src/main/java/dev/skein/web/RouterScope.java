package dev.skein.web;

import dev.skein.web.exception.HttpBadRequest;
import dev.skein.web.exception.HttpMethodNotAllowed;
import dev.skein.web.exception.HttpNotFound;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A router at its place among others, and what it answers where there is no route. Safe for threads.
///
/// Answers are put inside the middlewares once, not for every request. Those that name methods are kept for each set of methods: what
/// sets there are depends on the routes, not on what clients send.
final class RouterScope {
    private final @Nullable RouterScope outer;
    private final Router router;
    private final Match notFound;
    private final Match badRequest;
    private final Map<List<String>, Match> refusals = new ConcurrentHashMap<>();
    private final Map<List<String>, Match> optionAnswers = new ConcurrentHashMap<>();

    /// @param outer the place of the router that it is mounted in; null for the outermost
    RouterScope(@Nullable RouterScope outer, Router router) {
        this.outer = outer;
        this.router = router;
        this.notFound =
                answer(
                        _ -> {
                            throw new HttpNotFound();
                        });
        this.badRequest =
                answer(
                        _ -> {
                            throw new HttpBadRequest("expected a path of percent-encoded UTF-8");
                        });
    }

    private Match answer(Handler handler) {
        return new Match(null, Parameters.EMPTY, around(handler), this);
    }

    Router router() {
        return router;
    }

    @Nullable Application application() {
        for (RouterScope scope = this; scope != null; scope = scope.outer) {
            if (scope.router.application != null) {
                return scope.router.application;
            }
        }
        return null;
    }

    /// A handler inside the middlewares of this router and of all around it.
    Handler around(Handler handler) {
        Handler inside = inside(router.middlewares(), handler);
        return outer == null ? inside : outer.around(inside);
    }

    /// A handler inside some middlewares, the first of them outermost.
    static Handler inside(List<Middleware> middlewares, Handler handler) {
        Handler inside = handler;
        for (Middleware middleware : middlewares.reversed()) {
            inside = middleware.around(inside);
        }
        return inside;
    }

    Match notFound() {
        return notFound;
    }

    Match badRequest() {
        return badRequest;
    }

    /// Refuses a method, or names those that are taken if it is OPTIONS (RFC 9110 §9.3.7).
    Match withoutRoute(String method, SortedSet<String> methods) {
        methods.add(Route.OPTIONS);
        List<String> allowed = List.copyOf(methods);
        return method.equals(Route.OPTIONS)
                ? kept(optionAnswers, allowed, this::optionAnswer)
                : kept(refusals, allowed, this::refusal);
    }

    /// Not [Map#computeIfAbsent], which would hold a lock while middlewares are put around.
    private static Match kept(
            Map<List<String>, Match> matches,
            List<String> allowed,
            Function<List<String>, Match> maker) {
        Match known = matches.get(allowed);
        if (known != null) {
            return known;
        }
        Match made = maker.apply(allowed);
        Match there = matches.putIfAbsent(allowed, made);
        return there == null ? made : there;
    }

    private Match refusal(List<String> allowed) {
        return answer(
                request -> {
                    throw new HttpMethodNotAllowed(request.method(), allowed);
                });
    }

    private Match optionAnswer(List<String> allowed) {
        Response response = Response.of(204).withHeader("allow", String.join(", ", allowed));
        return answer(_ -> response);
    }
}
