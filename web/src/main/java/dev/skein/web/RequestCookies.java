package dev.skein.web;

import dev.skein.http.Headers;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads `cookie` fields (RFC 6265 §4.2), leniently: what is no pair is passed over, as browsers send what scripts have set.
final class RequestCookies {
    private RequestCookies() {}

    static Map<String, String> parse(Headers headers) {
        List<String> fields = headers.getAll("cookie");
        if (fields.isEmpty()) {
            return Map.of();
        }
        Map<String, String> cookies = new LinkedHashMap<>();
        for (String field : fields) {
            for (String pair : field.split(";", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? "" : pair.substring(0, equals).strip();
                if (!name.isEmpty()) {
                    cookies.putIfAbsent(name, unquoted(pair.substring(equals + 1).strip()));
                }
            }
        }
        return Collections.unmodifiableMap(cookies);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
