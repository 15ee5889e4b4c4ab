package dev.skein.pebble;

import dev.skein.web.Request;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives templates the function `url`.
final class RouteExtension extends AbstractExtension {
    static final String REQUEST = "request";

    @Override
    public Map<String, Function> getFunctions() {
        return Map.of("url", new UrlFunction());
    }

    /// The path of a named route: `url(name, variable, value …)`.
    private static final class UrlFunction implements Function {
        /// Any number, without names: Pebble hands them over under "0", "1" …
        @Override
        public @Nullable List<String> getArgumentNames() {
            return null;
        }

        @Override
        public Object execute(
                Map<String, Object> arguments,
                PebbleTemplate template,
                EvaluationContext context,
                int line) {
            List<Object> given = new ArrayList<>();
            for (int i = 0; arguments.containsKey(String.valueOf(i)); i++) {
                given.add(arguments.get(String.valueOf(i)));
            }
            try {
                if (given.isEmpty() || !(context.getVariable(REQUEST) instanceof Request request)) {
                    throw new IllegalArgumentException(
                            "expected url(name, …) in answer to a request");
                }
                return request.app()
                        .router()
                        .url(String.valueOf(given.removeFirst()), given.toArray());
            } catch (IllegalArgumentException e) {
                throw new PebbleException(
                        e, String.valueOf(e.getMessage()), line, template.getName());
            }
        }
    }
}
