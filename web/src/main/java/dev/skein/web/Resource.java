package dev.skein.web;

/// One pattern of paths, to which methods are added one after another: see [Router#resource].
///
/// ```java
/// Resource user = router.resource("/users/{id:int}");
/// user.get(this::read).name("user");
/// user.put(this::write).bodyLimit(1000);
/// user.delete(this::delete);
/// ```
///
/// All methods throw [IllegalStateException] if the application has started.
public final class Resource {
    private final Router router;
    private final String pattern;

    Resource(Router router, String pattern) {
        this.router = router;
        this.pattern = pattern;
    }

    /// The pattern, as it was given.
    public String pattern() {
        return pattern;
    }

    /// Adds a route.
    ///
    /// @param method with its case; `*` for all
    public Route add(String method, Handler handler) {
        return router.add(method, pattern, handler);
    }

    /// Adds a route for GET, and for HEAD unless there is one.
    public Route get(Handler handler) {
        return router.get(pattern, handler);
    }

    /// Adds a route for POST.
    public Route post(Handler handler) {
        return router.post(pattern, handler);
    }

    /// Adds a route for PUT.
    public Route put(Handler handler) {
        return router.put(pattern, handler);
    }

    /// Adds a route for PATCH.
    public Route patch(Handler handler) {
        return router.patch(pattern, handler);
    }

    /// Adds a route for DELETE.
    public Route delete(Handler handler) {
        return router.delete(pattern, handler);
    }

    /// Adds a route for HEAD.
    public Route head(Handler handler) {
        return router.head(pattern, handler);
    }

    /// Adds a route for OPTIONS.
    public Route options(Handler handler) {
        return router.options(pattern, handler);
    }

    /// Adds a route for all other methods.
    public Route any(Handler handler) {
        return router.any(pattern, handler);
    }

    /// Adds a route for WebSockets.
    public Route webSocket(WebSocketHandler handler) {
        return router.webSocket(pattern, handler);
    }
}
