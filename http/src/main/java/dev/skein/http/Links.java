package dev.skein.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/// The links of Link fields (RFC 8288): pages of a list, preloads, and so on.
///
/// @param all in their order
public record Links(List<Link> all) implements Iterable<Links.Link> {
    /// Takes a copy.
    public Links {
        all = List.copyOf(all);
    }

    /// One link.
    ///
    /// @param target a reference as it was written, mostly relative: see [#resolve]
    /// @param parameters in their order, names in lower case, values as they are, `""` for names
    ///     without one; of parameters that repeat the first
    public record Link(String target, Map<String, String> parameters) {
        /// Takes a copy.
        public Link {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }

        /// What the link is to its context, as written: `next`, or several types with spaces
        /// between; null for none.
        public @Nullable String rel() {
            return parameters.get("rel");
        }

        /// Whether the relation type is among those of the link, without regard to case (RFC 8288
        /// §2.1.1).
        public boolean hasRel(String type) {
            StringTokenizer types = new StringTokenizer(parameters.getOrDefault("rel", ""), " \t");
            while (types.hasMoreTokens()) {
                if (types.nextToken().equalsIgnoreCase(type)) {
                    return true;
                }
            }
            return false;
        }

        /// The value of a parameter, its name in any case; null for none.
        public @Nullable String parameter(String name) {
            return parameters.get(name.toLowerCase(Locale.ROOT));
        }

        /// The target, seen from the URL of the response.
        ///
        /// @throws UrlException when the target is no URL that Skein accepts
        public Url resolve(Url base) {
            return base.resolve(target);
        }
    }

    /// Reads the values of all Link fields. Where one is broken, what precedes the fault counts and
    /// the rest of that value is dropped (RFC 8288 appendix B leaves it there too).
    public static Links parse(List<String> values) {
        List<Link> links = new ArrayList<>();
        for (String value : values) {
            parse(new MediaTypeCursor(value), links);
        }
        return new Links(links);
    }

    private static void parse(MediaTypeCursor cursor, List<Link> links) {
        do {
            cursor.skipSpace();
            // RFC 8288 §3: "link-value = "<" URI-Reference ">" *( OWS ";" OWS link-param )"
            if (cursor.skip('<')) {
                String target = cursor.until('>');
                Map<String, String> parameters = new LinkedHashMap<>();
                if (target == null || !cursor.parameters(parameters, false)) {
                    return;
                }
                links.add(new Link(target, parameters));
            }
        } while (cursor.skip(','));
    }

    /// The first link of that relation type, without regard to case; null for none.
    public @Nullable Link first(String rel) {
        for (Link link : all) {
            if (link.hasRel(rel)) {
                return link;
            }
        }
        return null;
    }

    @Override
    public Iterator<Link> iterator() {
        return all.iterator();
    }
}
