package dev.skein.web;

import dev.skein.http.Headers;
import dev.skein.web.exception.HttpMethodNotAllowed;
import dev.skein.web.exception.HttpNotFound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Serves the files of a directory, as [Response#file] does each: with conditions, ranges, compressed siblings.
///
/// ```java
/// app.router().get("/static/{path...}", StaticFiles.of(Path.of("public")));
/// ```
///
/// The route ends with `{path...}`, whatever it is called. Nothing outside the directory can be reached: what might be more than a name is not
/// there (404), before the file system is asked. Whoever may write into the directory is trusted, though: between a look at a file
/// and its opening he may put something else in its place.
///
/// Safe for threads.
public final class StaticFiles implements Handler {
    private static final String IMMUTABLE = "max-age=31536000, immutable";

    /// Nobody may have larger files read, just by asking, to see whether a version is theirs.
    private static final long MOST_VERSIONED = 16 * 1024 * 1024;

    private final Path root;
    private final StaticOptions options;
    private final LinkOption[] links;
    private final PrecompressedTerms terms;
    private final DirectoryCache cache;
    private final DirectoryVersions versions = new DirectoryVersions();

    private StaticFiles(Path root, StaticOptions options) {
        this.root = root.toAbsolutePath();
        this.options = options;
        links =
                options.followLinks()
                        ? new LinkOption[0]
                        : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        Headers fields = Headers.of("cache-control", options.cacheControl());
        boolean kept = options.cacheBytes() > 0;
        terms =
                new PrecompressedTerms(
                        fields, options.precompressed(), options.followLinks(), kept);
        cache = new DirectoryCache(options.cacheBytes());
    }

    /// The files of a directory, with the default options.
    ///
    /// @throws IllegalArgumentException if it is no directory
    public static StaticFiles of(Path root) {
        return of(root, StaticOptions.defaults());
    }

    /// The files of a directory.
    ///
    /// @throws IllegalArgumentException if it is no directory
    public static StaticFiles of(Path root, StaticOptions options) {
        if (!Files.isDirectory(root)) {
            throw new IllegalArgumentException(
                    "expected a directory of static files, but "
                            + root.toAbsolutePath()
                            + " is none: create it, or name another");
        }
        return new StaticFiles(root, options);
    }

    /// The fingerprint of a file's content, for URLs that change with it: `"/static/app.js?v=" + files.version("app.js")`. Asked with it,
    /// and nothing else in the query, a file of up to 16 MiB may be used for a year. Computed once for each state of a file.
    ///
    /// @param name below the root: `css/site.css`
    /// @return 11 letters, digits, `-` and `_`
    /// @throws NoSuchFileException if there is no such file, or it would not be served
    public String version(String name) throws IOException {
        Path path = DirectoryPath.resolve(root, name, options.dotFiles());
        BasicFileAttributes found = path == null ? null : foundOrNull(path);
        if (path == null || found == null || !found.isRegularFile()) {
            throw new NoSuchFileException(
                    name, null, "expected the name of a file below " + root + " that is served");
        }
        return versions.of(path, found);
    }

    // ---- answering
    // ------------------------------------------------------------------------------------------------------------

    /// Answers a request for a file or directory.
    ///
    /// @throws dev.skein.web.exception.HttpException 404 if there is no such file, 403 if it cannot be read, 405 for other methods than
    ///     GET and HEAD, 412 and 416 as asked
    @Override
    public Response handle(Request request) throws IOException {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw new HttpMethodNotAllowed(request.method(), List.of("GET", "HEAD"));
        }
        String name = tail(request);
        if (DirectoryPath.hidesSlash(request.rawPath(), name)) {
            throw new HttpNotFound();
        }
        return FileResponse.untilItHolds(() -> answer(request, name));
    }

    private @Nullable Response answer(Request request, String name) throws IOException {
        PrecompressedFile known = cache.get(name);
        if (known != null) {
            // The very file that was found before: then the way to it was good too.
            Path path = known.plain().path();
            BasicFileAttributes found = PrecompressedFound.attributesOrNull(path, links);
            if (found != null && known.plain().isOf(found)) {
                return file(request, name, new PrecompressedFound(path, found));
            }
        }
        return look(request, name);
    }

    private @Nullable Response look(Request request, String name) throws IOException {
        Path path = DirectoryPath.resolve(root, name, options.dotFiles());
        if (path == null) {
            throw new HttpNotFound();
        }
        BasicFileAttributes found = foundOrNull(path);
        if (found != null && found.isDirectory()) {
            return directory(request, name, path);
        }
        if (found == null || !found.isRegularFile() || name.endsWith("/")) {
            return missing(request, name);
        }
        return file(request, name, new PrecompressedFound(path, found));
    }

    private @Nullable BasicFileAttributes foundOrNull(Path path) throws IOException {
        boolean fit = options.followLinks() || DirectoryPath.isThroughDirectories(root, path);
        return fit ? PrecompressedFound.attributesOrNull(path, rootLinks(path)) : null;
    }

    /// The root itself may be a link.
    private LinkOption[] rootLinks(Path path) {
        return path.equals(root) ? new LinkOption[0] : links;
    }

    /// What the last variable of the route stands for.
    private static String tail(Request request) {
        String name = null;
        for (Map.Entry<String, String> variable : request.parameters()) {
            name = variable.getValue();
        }
        if (name == null) {
            throw new IllegalStateException(
                    "expected a route that ends with {path...}, got " + request.route());
        }
        return name;
    }

    // ---- files
    // ----------------------------------------------------------------------------------------------------------------

    private @Nullable Response file(Request request, String name, PrecompressedFound found)
            throws IOException {
        PrecompressedVariant variant = variant(request.headers(), name, found);
        Response response = FileResponse.of(request, variant);
        return response != null && isVersioned(request, found)
                ? response.withHeader("cache-control", IMMUTABLE)
                : response;
    }

    private PrecompressedVariant variant(Headers request, String name, PrecompressedFound found)
            throws IOException {
        PrecompressedFile before = cache.get(name);
        if (before != null && before.isStill(found.attributes())) {
            PrecompressedVariant variant = before.choose(request);
            if (variant == before.plain() || variant.isCurrent()) {
                return variant;
            }
        }
        PrecompressedFile now = PrecompressedFile.of(found, terms, before);
        if (terms.kept() && now.isSettled()) {
            cache.put(name, now);
        }
        return now.choose(request);
    }

    /// Only with the right version: a page that is ahead of this server, or behind, must not pin the wrong content for a year. Nor may
    /// what can still change unseen.
    private boolean isVersioned(Request request, PrecompressedFound found) {
        String query = request.queryString();
        BasicFileAttributes attributes = found.attributes();
        boolean mayBe =
                attributes.size() <= MOST_VERSIONED
                        && query.length() == 2 + DirectoryVersions.LENGTH
                        && query.startsWith("v=");
        if (!mayBe
                || !PrecompressedVariant.isSettled(
                        attributes.lastModifiedTime(), System.currentTimeMillis())) {
            return false;
        }
        try {
            return query.endsWith(versions.of(found.path(), attributes));
        } catch (IOException _) {
            return false; // gone by now: what was read before is sent, but not for long
        }
    }

    // ---- directories, and what is not there
    // -----------------------------------------------------------------------------------

    private @Nullable Response directory(Request request, String name, Path path)
            throws IOException {
        if (!name.isEmpty() && !name.endsWith("/")) {
            return withSlash(request, name);
        }
        for (String index : options.indexFiles()) {
            Path file = path.resolve(index);
            BasicFileAttributes found = PrecompressedFound.attributesOrNull(file, links);
            if (found != null && found.isRegularFile()) {
                return file(request, name + index, new PrecompressedFound(file, found));
            }
        }
        if (!options.listing()) {
            return missing(request, name);
        }
        String page = DirectoryPage.of(path, request.path(), name.isEmpty(), options);
        return Response.html(page).withHeader("cache-control", "no-cache");
    }

    /// Relative, so that it is right behind proxies that take prefixes off, and cannot lead to another host.
    private Response withSlash(Request request, String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        String query = request.queryString();
        boolean fit = !query.isEmpty() && query.chars().allMatch(c -> c > ' ' && c < 0x7F);
        String location = "./" + DirectoryPath.encode(last) + '/' + (fit ? "?" + query : "");
        return Response.redirect(308, location).withHeader("cache-control", "no-cache");
    }

    private @Nullable Response missing(Request request, String name) throws IOException {
        String fallback = options.fallback();
        boolean namesFile = name.indexOf('.', name.lastIndexOf('/') + 1) >= 0;
        if (fallback == null || namesFile) {
            throw new HttpNotFound();
        }
        Path path = root.resolve(fallback);
        BasicFileAttributes found = foundOrNull(path);
        if (found == null || !found.isRegularFile()) {
            throw new HttpNotFound();
        }
        return file(request, fallback, new PrecompressedFound(path, found));
    }
}
