package dev.skein.http.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a `.yaml` file of the corpus says, in the few forms of YAML that it uses.
///
/// @param fails whether an error is expected
/// @param parts per part its `name`, `type`, `file_name`, `content_type` and `data`
record Expectation(String boundary, boolean fails, List<Map<String, String>> parts) {
    private static final String BINARY = "!!binary |";

    static Expectation parse(String yaml) {
        String boundary = "";
        boolean fails = false;
        List<Map<String, String>> parts = new ArrayList<>();
        String open = "";
        for (String line : yaml.split("\r?\n", -1)) {
            String text = line.strip();
            if (text.startsWith("- ")) {
                parts.add(new TreeMap<>());
                text = text.substring(2);
            }
            int colon = text.indexOf(':');
            if (colon < 0) {
                if (!text.isEmpty()) {
                    parts.getLast().merge(open, decode(text), String::concat);
                }
                continue;
            }
            String key = text.substring(0, colon);
            String value = unquote(text.substring(colon + 1).strip());
            switch (key) {
                case "boundary" -> boundary = value;
                case "expected" -> require(value.isEmpty() || value.equals("[]"), line);
                case "error" -> fails = true;
                case "name", "type", "file_name", "content_type" -> parts.getLast().put(key, value);
                case "data" -> require(value.equals(BINARY), line);
                default -> require(false, line);
            }
            open = key;
        }
        return new Expectation(boundary, fails, parts);
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), ISO_8859_1);
    }

    private static String unquote(String value) {
        boolean quoted =
                value.length() > 1
                        && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                        && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static void require(boolean understood, String line) {
        if (!understood) {
            throw new IllegalArgumentException("this reader does not know the line: " + line);
        }
    }
}
