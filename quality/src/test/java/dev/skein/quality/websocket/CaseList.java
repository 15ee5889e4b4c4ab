package dev.skein.quality.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The suite's list of its cases.
final class CaseList {
    private static final Pattern ENTRY =
            Pattern.compile(
                    "\\{\\s*\"id\": \"([0-9.]+)\",\\s*\"expectation\": (\"(?:[^\"\\\\]|\\\\.)*+\"),"
                            + "\\s*\"description\": (\"(?:[^\"\\\\]|\\\\.)*+\")\\s*\\}");

    private CaseList() {}

    /// An entry; text is as in the file, with quotes and escapes.
    record Entry(String id, String description, String expectation) {}

    /// All entries in order, by identifier.
    static Map<String, Entry> read() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (MatchResult match : ENTRY.matcher(text()).results().toList()) {
            String id = match.group(1);
            if (entries.put(id, new Entry(id, match.group(3), match.group(2))) != null) {
                throw new IllegalStateException(
                        "expected each case once, but " + id + " is repeated");
            }
        }
        return entries;
    }

    private static String text() {
        try (InputStream in = CaseList.class.getResourceAsStream("/autobahn/cases.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
