package dev.skein.http.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.multipart.Transcript.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The 30 bodies of python-multipart, read as it reads them.
///
/// It decodes transfer encodings, which we leave as they came: the test decodes them. One case
/// stands alone, because its expectation has another boundary than its body.
class PythonMultipartTest {
    private static final Pattern QUOTED_BYTE = Pattern.compile("=([0-9A-F]{2})");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CRLF_in_header",
                "CR_in_header",
                "CR_in_header_value",
                "almost_match_boundary",
                "almost_match_boundary_without_CR",
                "almost_match_boundary_without_LF",
                "almost_match_boundary_without_final_hyphen",
                "bad_end_of_headers",
                "bad_header_char",
                "bad_initial_boundary",
                "base64_encoding",
                "case_insensitive_headers",
                "crlf_dense_part_data",
                "empty_header",
                "empty_message",
                "empty_message_with_bad_end",
                "header_with_number",
                "mixed_case_headers",
                "mixed_plain_and_base64_encoding",
                "multiple_fields",
                "multiple_files",
                "quoted_printable_encoding",
                "single_field",
                "single_field_longer",
                "single_field_single_file",
                "single_field_with_leading_newlines",
                "single_field_with_trailer",
                "single_file",
                "utf8_filename"
            })
    void readsAsExpected(String name) throws IOException {
        Expectation expected = Expectation.parse(resource(name + ".yaml"));
        Transcript came = Transcript.ofForm(expected.boundary(), resource(name + ".http"));
        if (expected.fails()) {
            assertThat(came.status()).isEqualTo(400);
            return;
        }
        assertThat(came.error()).isNull();
        assertThat(came.closed()).isTrue();
        assertThat(came.parts()).hasSameSizeAs(expected.parts());
        for (int i = 0; i < expected.parts().size(); i++) {
            Map<String, String> part = expected.parts().get(i);
            // The type that RFC 7578 §4.4 has for a field without one is told by some files only.
            assertThat(describe(came.part(i), part.containsKey("content_type"))).isEqualTo(part);
        }
    }

    /// Its own project keeps this body out of its table: the delimiter there is `--boundary`, which
    /// is the boundary of the expectation. The body ends after the last CR, which we refuse.
    @Test
    void singleFieldBlocks() throws IOException {
        String body = resource("single_field_blocks.http");
        Expectation expected = Expectation.parse(resource("single_field_blocks.yaml"));
        assertThat(expected.boundary()).isEqualTo("--boundary");
        assertThat(Transcript.ofForm("--boundary", body).status()).isEqualTo(400);

        Transcript came = Transcript.ofForm("boundary", body);
        assertThat(came.message()).contains("ends after the CR of the closing boundary");
        assertThat(describe(came.part(0), false)).isEqualTo(expected.parts().getFirst());
        assertThat(Transcript.ofForm("boundary", body + "\n").only()).isEqualTo(came.part(0));
    }

    private static Map<String, String> describe(Part part, boolean withType) {
        Map<String, String> described = new TreeMap<>();
        described.put("name", String.valueOf(part.name()));
        described.put("type", part.filename() == null ? "field" : "file");
        if (part.filename() != null) {
            described.put("file_name", part.filename());
        }
        if (withType) {
            described.put(
                    "content_type",
                    Objects.requireNonNullElse(part.headers().get("content-type"), "text/plain"));
        }
        described.put("data", decoded(part));
        return described;
    }

    private static String decoded(Part part) {
        return switch (part.headers().get("content-transfer-encoding")) {
            case "base64" -> new String(Base64.getDecoder().decode(part.data()), ISO_8859_1);
            case "quoted-printable" ->
                    QUOTED_BYTE
                            .matcher(part.data())
                            .replaceAll(
                                    byteFound ->
                                            String.valueOf(
                                                    (char)
                                                            HexFormat.fromHexDigits(
                                                                    byteFound.group(1))));
            case null, default -> part.data();
        };
    }

    private static String resource(String name) throws IOException {
        try (InputStream in =
                requireNonNull(
                        PythonMultipartTest.class.getResourceAsStream("/multipart/" + name))) {
            return new String(in.readAllBytes(), name.endsWith(".yaml") ? UTF_8 : ISO_8859_1);
        }
    }
}
