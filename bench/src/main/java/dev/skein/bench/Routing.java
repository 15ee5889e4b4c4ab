package dev.skein.bench;

import dev.skein.web.Application;
import dev.skein.web.Handler;
import dev.skein.web.Response;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Which of 100 routes takes a path, through [Application#hasRoute]: a match is made, with its variables, and thrown away.
///
/// The baseline is a hash map of the paths without variables: it decodes nothing and knows no methods. The path has its hash code
/// already, in both; of a new request it would not.
@State(Scope.Thread)
public class Routing extends Measured {
    private static final int ROUTES = 100;
    private static final String NONE = "/shop/department/nothing";

    /// The first route, the last, one with two variables, none.
    @Param({"/shop/department/0", "/shop/department/98", "/users/4711/orders/123456789", NONE})
    public String path = "";

    private final Application application = new Application();
    private final Map<String, Handler> map = new HashMap<>();

    /// For JMH.
    @Setup
    public void prepare() {
        Handler handler = _ -> Response.text("found");
        for (int i = 0; i < ROUTES - 1; i++) {
            String pattern = "/shop/department/" + i;
            application.router().get(pattern, handler);
            map.put(pattern, handler);
            if (i == ROUTES / 2) {
                application.router().get("/users/{user:int}/orders/{order:long}", handler);
            }
        }
        require(ROUTES, application.router().routes().size());
        if (router() == path.equals(NONE)) {
            throw new IllegalStateException("expected a route for all paths but " + NONE);
        }
    }

    /// Skein's.
    @Benchmark
    public boolean router() {
        return application.hasRoute("GET", null, path);
    }

    /// The baseline.
    @Benchmark
    public @Nullable Handler baselineHashMap() {
        return map.get(path);
    }
}
