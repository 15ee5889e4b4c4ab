package dev.skein.pebble;

import dev.skein.web.Request;
import dev.skein.web.Response;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.LoaderException;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.loader.FileLoader;
import io.pebbletemplates.pebble.loader.Loader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A directory of templates.
///
/// ```java
/// static final Templates TEMPLATES = Templates.of(Path.of("templates"));
///
/// static Response user(Request request) throws IOException {
///     return TEMPLATES.render(request, "user.html", Map.of("user", find(request)));
/// }
/// ```
///
/// Templates see what they are given, `request`, and the function `url(name, variable, value …)` for the path of a named route. For any
/// threads at once.
public final class Templates {
    private final PebbleEngine engine;
    private final List<String> languages;

    private Templates(PebbleEngine engine, List<String> languages) {
        this.engine = engine;
        this.languages = languages;
    }

    /// These for clients that prefer different languages: a template gets the locale of the one that the client likes best, for `i18n` and
    /// formats. Without this it is [Locale#ROOT].
    ///
    /// @param first taken by who likes none
    /// @param more tags such as `de-CH`
    public Templates withLanguages(String first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return new Templates(engine, List.copyOf(all));
    }

    /// The templates in a directory. With the system property `skein.debug` a changed template is read again at its next use.
    ///
    /// @throws IllegalArgumentException if it is no directory
    public static Templates of(Path directory) {
        return of(directory, UnaryOperator.identity());
    }

    /// The templates in a directory, with an engine of which more is changed: filters, functions, escaping.
    ///
    /// @throws IllegalArgumentException if it is no directory
    public static Templates of(Path directory, UnaryOperator<PebbleEngine.Builder> change) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(
                    "expected a directory of templates, got " + directory.toAbsolutePath());
        }
        return of(new FileLoader(directory.toAbsolutePath().toString()), change);
    }

    /// The templates below a folder of the class path, such as `templates`.
    ///
    /// @param loader whose class path
    public static Templates ofClassPath(ClassLoader loader, String folder) {
        ClasspathLoader resources = new ClasspathLoader(loader);
        resources.setPrefix(folder);
        return of(resources, UnaryOperator.identity());
    }

    private static Templates of(Loader<?> loader, UnaryOperator<PebbleEngine.Builder> change) {
        PebbleEngine.Builder builder =
                new PebbleEngine.Builder()
                        .loader(loader)
                        .strictVariables(true)
                        .cacheActive(!Boolean.getBoolean("skein.debug"))
                        .extension(new RouteExtension());
        return new Templates(change.apply(builder).build(), List.of());
    }

    /// A page in answer to a request.
    ///
    /// @param name the template's file, below the directory
    /// @param values what it sees, by name
    /// @throws IllegalArgumentException if there is no such template; the message names it
    /// @throws io.pebbletemplates.pebble.error.PebbleException if it is wrong, or a variable is not there; the message tells the line
    public Response render(Request request, String name, Map<String, ?> values) throws IOException {
        Map<String, Object> all = new HashMap<>(values);
        all.put(RouteExtension.REQUEST, request);
        if (languages.isEmpty()) {
            return Response.html(text(name, all, Locale.ROOT));
        }
        String language = request.language(languages.toArray(String[]::new));
        String page = text(name, all, Locale.forLanguageTag(language));
        return Response.html(page).withVary("accept-language");
    }

    /// A template's text without a request, for a mail or a fragment; there is no `url` in it.
    ///
    /// @throws IllegalArgumentException if there is no such template
    /// @throws io.pebbletemplates.pebble.error.PebbleException if it is wrong, or a variable is not there
    public String text(String name, Map<String, ?> values) throws IOException {
        return text(name, new HashMap<>(values), Locale.ROOT);
    }

    private String text(String name, Map<String, Object> values, Locale locale) throws IOException {
        StringWriter text = new StringWriter();
        try {
            engine.getTemplate(name).evaluate(text, values, locale);
        } catch (LoaderException e) {
            throw new IllegalArgumentException(
                    "there is no template " + name + ": " + e.getMessage(), e);
        }
        return text.toString();
    }
}
