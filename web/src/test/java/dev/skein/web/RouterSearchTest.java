package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.web.exception.HttpMethodNotAllowed;
import dev.skein.web.exception.HttpNotFound;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The search through the tree: what it costs, and that it finds what [RouterReference] finds.
class RouterSearchTest {
    private static final Handler OK = _ -> Response.of(200);

    private static int visited(RouterTree tree, String path) {
        return tree.space(null).walk("GET", path).visited();
    }

    private static Router manyRoutes(int count) {
        Router router = new Router();
        for (int i = 0; i < count; i++) {
            router.get("/r" + i + "/{id:int}/part", OK);
            router.post("/r" + i + "/{id:int}/{part}", OK);
            router.get("/all/{id}/part" + i, OK);
        }
        return router;
    }

    @Test
    void theNumberOfRoutesDoesNotMatter() {
        RouterTree few = RouterTree.of(manyRoutes(10));
        RouterTree many = RouterTree.of(manyRoutes(3400)); // more than 10 000
        for (String path :
                List.of("/r7/1/part", "/r7/1/x", "/all/1/part7", "/all/1/x", "/none/1/x", "/r7")) {
            assertThat(visited(many, path)).isEqualTo(visited(few, path)).isLessThanOrEqualTo(5);
        }
    }

    @Test
    void noPlaceIsVisitedTwice() {
        Router router = new Router();
        String deep = "";
        String variables = "";
        for (int i = 0; i < 30; i++) {
            router.get(deep + variables.replace("v", "w") + "/{x" + i + "}/end", OK);
            deep += "/a";
            variables += "/{v" + i + "}";
        }
        router.get(deep + "/b", OK);
        router.get(variables + "/b", OK);
        int places = places(router);
        RouterTree tree = RouterTree.of(router);
        assertThat(visited(tree, "/a".repeat(30) + "/c")).isLessThanOrEqualTo(places);
        assertThat(visited(tree, "/a".repeat(4000))).isLessThanOrEqualTo(places);
    }

    /// How many places the tree has: as many as there are beginnings of patterns of different shape.
    private static int places(Router router) {
        Set<String> beginnings = new HashSet<>();
        for (Route route : router.routes()) {
            StringBuilder beginning = new StringBuilder();
            for (PathSegment segment : route.path().segments()) {
                beginnings.add(
                        beginning
                                .append(segment instanceof PathSegment.Plain ? "{}" : segment)
                                .append('/')
                                .toString());
            }
        }
        return beginnings.size() + 1;
    }

    @Test
    void findsWhatTheReferenceFinds() throws Exception {
        Request any = anyRequest();
        Random random = new Random(42);
        int found = 0;
        for (int round = 0; round < 120; round++) {
            Router router = new Router();
            RouterReference reference = new RouterReference();
            for (String[] route : routes(random)) {
                router.add(route[0], route[1], OK);
                reference.add(route[0], route[1]);
            }
            for (int i = 0; i < 60; i++) {
                String path = path(random);
                String method = pick(random, "GET", "HEAD", "POST", "PUT");
                String expected = reference.find(method, path);
                assertThat(found(router, method, path, any))
                        .as("%s %s in %s", method, path, router.routes())
                        .isEqualTo(expected);
                found += expected.startsWith("/") ? 1 : 0;
            }
        }
        assertThat(found).as("the test is about something").isGreaterThan(1000);
    }

    private static String found(Router router, String method, String path, Request any)
            throws Exception {
        Match match = router.match(method, null, path);
        Route route = match.route();
        if (route != null) {
            return route.pattern() + " " + match.parameters();
        }
        try {
            return "status " + match.handler().handle(any).status();
        } catch (HttpNotFound _) {
            return "";
        } catch (HttpMethodNotAllowed e) {
            return String.join(", ", e.allowed());
        }
    }

    private static Request anyRequest() throws Exception {
        Application app = new Application();
        List<Request> requests = new ArrayList<>();
        app.router()
                .get(
                        "/",
                        request -> {
                            requests.add(request);
                            return Response.of(200);
                        });
        TestCall.get(app, "/").send();
        return requests.getFirst();
    }

    private static List<String[]> routes(Random random) {
        Set<String> seen = new LinkedHashSet<>();
        List<String[]> routes = new ArrayList<>();
        int count = 1 + random.nextInt(40);
        for (int i = 0; i < count; i++) {
            String pattern = pattern(random);
            String method = pick(random, "GET", "POST", "GET", "*", "HEAD");
            if (seen.add(method + RouterReference.shape(pattern))) {
                routes.add(new String[] {method, pattern});
            }
        }
        return routes;
    }

    private static String pattern(Random random) {
        StringBuilder pattern = new StringBuilder();
        int segments = 1 + random.nextInt(3);
        for (int i = 0; i < segments; i++) {
            pattern.append('/').append(segment(random).replace("V", "v" + i).replace("W", "w" + i));
        }
        if (random.nextInt(8) == 0) {
            pattern.append("/{tail...}");
        }
        return pattern.toString();
    }

    private static String segment(Random random) {
        return pick(
                random,
                "a",
                "b",
                "ab",
                "",
                "7",
                "a",
                "b",
                "{V}",
                "{V}",
                "{V:int}",
                "{V:slug}",
                "{V:[ab.]+}",
                "{V:[a7]+}",
                "{V}.b",
                "a{V}",
                "{V:int}b",
                "{V}-{W}",
                "{V:int}-{W}",
                "{V}-{W:slug}");
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder();
        int segments = 1 + random.nextInt(4);
        for (int i = 0; i < segments; i++) {
            path.append('/')
                    .append(
                            pick(
                                    random, "a", "b", "ab", "7", "a", "b", "ab", "7", "", "%61",
                                    "%37", "a.b", "7b", "7-a", "7-7-a", "-a-", "..", ".", "%2e.",
                                    "a%2Fb", "aa", "%2F", "$", "a-$"));
        }
        return path.toString();
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
