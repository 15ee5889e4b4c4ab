package dev.skein.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A router that tries every route, with regular expressions, and then sorts those that match. Slow, and written apart from the other.
final class RouterReference {
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)(?::([^}]*)|(\\.\\.\\.))?}");
    private static final List<String> RANKS = List.of("int", "long", "uuid", "slug");

    private record Candidate(String method, String pattern, int index) {
        List<String> segments() {
            return List.of(pattern.substring(1).split("/", -1));
        }
    }

    private final List<Candidate> routes = new ArrayList<>();

    static String shape(String pattern) {
        return pattern.replaceAll("\\{\\w+", "{");
    }

    void add(String method, String pattern) {
        routes.add(new Candidate(method, pattern, routes.size()));
    }

    /// Pattern and values; or the methods that are taken; or nothing.
    String find(String method, String path) {
        List<Candidate> matching =
                routes.stream().filter(route -> values(route, path) != null).toList();
        return matching.stream()
                .filter(route -> takes(route, method) < 3)
                .min(this::compare)
                .flatMap(
                        best ->
                                matching.stream()
                                        .filter(
                                                route ->
                                                        shape(route.pattern)
                                                                .equals(shape(best.pattern)))
                                        .min(
                                                Comparator.comparingInt(
                                                        route -> takes(route, method))))
                .map(route -> route.pattern + " " + Parameters.of(parameters(route, path)))
                .orElseGet(() -> allowed(matching));
    }

    private static String[] parameters(Candidate route, String path) {
        List<String> values = values(route, path);
        List<String> all = new ArrayList<>();
        Matcher names = VARIABLE.matcher(route.pattern);
        for (int i = 0; values != null && names.find(); i++) {
            all.add(names.group(1));
            all.add(values.get(i));
        }
        return all.toArray(String[]::new);
    }

    private static int takes(Candidate route, String method) {
        if (route.method.equals(method)) {
            return 0;
        }
        if (method.equals("HEAD") && route.method.equals("GET")) {
            return 1;
        }
        return route.method.equals("*") ? 2 : 3;
    }

    private static String allowed(List<Candidate> matching) {
        Set<String> methods = new TreeSet<>();
        for (Candidate route : matching) {
            methods.add(route.method);
            methods.add(route.method.equals("GET") ? "HEAD" : route.method);
            methods.add("OPTIONS");
        }
        return String.join(", ", methods);
    }

    private static @Nullable List<String> values(Candidate route, String path) {
        List<String> raw = List.of(path.substring(1).split("/", -1));
        List<String> segments = route.segments();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            if (i == raw.size()) {
                return null;
            }
            if (segments.get(i).endsWith("...}")) {
                values.add(decoded(String.join("/", raw.subList(i, raw.size()))));
                return values;
            }
            if (!addValues(segments.get(i), decoded(raw.get(i)), values)) {
                return null;
            }
        }
        return segments.size() == raw.size() ? values : null;
    }

    private static String decoded(String raw) {
        return raw.replace("%61", "a").replace("%37", "7").replace("%2e", ".").replace("%2F", "/");
    }

    private static boolean addValues(String segment, String text, List<String> values) {
        StringBuilder regex = new StringBuilder();
        int end = 0;
        for (MatchResult variable : VARIABLE.matcher(segment).results().toList()) {
            regex.append(Pattern.quote(segment.substring(end, variable.start())));
            regex.append('(').append(regex(variable.group(2))).append(')');
            end = variable.end();
        }
        regex.append(Pattern.quote(segment.substring(end)));
        boolean dots = text.matches("[.]{1,2}") && literalLength(segment) > 0;
        Matcher matcher = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text);
        boolean matches = !dots && matcher.matches();
        for (int i = 1; matches && i <= matcher.groupCount(); i++) {
            values.add(matcher.group(i));
        }
        return matches;
    }

    private static String regex(@Nullable String kind) {
        return switch (kind) {
            case null -> ".+";
            case "int" -> "-?[0-9]{1,10}";
            case "slug" -> "[A-Za-z0-9_-]+";
            default -> kind;
        };
    }

    private static int literalLength(String segment) {
        return VARIABLE.matcher(segment).replaceAll("").length();
    }

    private int compare(Candidate one, Candidate other) {
        int result = 0;
        for (int i = 0;
                result == 0 && i < Math.min(one.segments().size(), other.segments().size());
                i++) {
            int[] keys = keys(one, i);
            int[] others = keys(other, i);
            for (int k = 0; result == 0 && k < keys.length; k++) {
                result = Integer.compare(keys[k], others[k]);
            }
        }
        return result;
    }

    /// What a segment is compared by: the smaller, the earlier it is tried.
    private int[] keys(Candidate route, int index) {
        String segment = route.segments().get(index);
        List<MatchResult> variables = VARIABLE.matcher(segment).results().toList();
        if (variables.isEmpty()) {
            return new int[4];
        }
        if (segment.endsWith("...}")) {
            return new int[] {3, 0, 0, 0};
        }
        int length = literalLength(segment);
        if (length == 0 && variables.getFirst().group(2) == null) {
            return new int[] {2, 0, 0, 0};
        }
        int rank =
                variables.stream()
                        .mapToInt(variable -> rank(variable.group(2)))
                        .max()
                        .orElseThrow();
        return new int[] {1, -length, rank, firstWith(route, index)};
    }

    private static int rank(@Nullable String kind) {
        return kind == null ? 5 : RANKS.contains(kind) ? RANKS.indexOf(kind) : 4;
    }

    /// Which route was the first to begin with segments of the same shape.
    private int firstWith(Candidate route, int index) {
        List<String> beginning = shapes(route, index);
        return routes.stream()
                .filter(other -> shapes(other, index).equals(beginning))
                .findFirst()
                .orElseThrow()
                .index;
    }

    private static List<String> shapes(Candidate route, int index) {
        return route.segments().stream().limit(index + 1L).map(RouterReference::shape).toList();
    }
}
