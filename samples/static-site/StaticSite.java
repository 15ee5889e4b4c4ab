import dev.skein.web.*;
import dev.skein.web.middleware.*;

/// A directory of files, compressed for those who take it, with safe header fields.
///
/// Run: `./skein run samples/static-site/StaticSite.java`, then open http://127.0.0.1:8000/
Application app() {
    var app = new Application();
    var site = Path.of(System.getProperty("site", "samples/static-site/public"));
    app.use(SecurityHeaders.defaults(), Compression.defaults());
    app.router().get("/{path...}", StaticFiles.of(site));
    return app;
}
