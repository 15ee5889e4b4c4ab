package dev.skein.testing;

import dev.skein.app.App;
import dev.skein.server.ServerOptions;

/// The two kinds of client.
enum Clients {
    MEMORY {
        @Override
        TestClient of(App app, TestOptions options) throws Exception {
            return TestClient.of(app, options);
        }
    },
    SERVER {
        @Override
        TestClient of(App app, TestOptions options) throws Exception {
            return TestClient.start(app, ServerOptions.defaults().withLoops(2), options);
        }
    };

    abstract TestClient of(App app, TestOptions options) throws Exception;

    TestClient of(App app) throws Exception {
        return of(app, TestOptions.defaults());
    }
}
