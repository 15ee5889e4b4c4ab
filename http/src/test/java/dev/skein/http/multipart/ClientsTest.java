package dev.skein.http.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.multipart.Transcript.Part;
import org.junit.jupiter.api.Test;

/// Forms in the shapes that well-known clients send them.
class ClientsTest {
    private static Transcript form(String boundary, String lines) {
        String wire = new String(lines.replace("\n", "\r\n").getBytes(UTF_8), ISO_8859_1);
        Transcript came = Transcript.ofForm(boundary, wire);
        assertThat(came.error()).isNull();
        assertThat(came.closed()).isTrue();
        return came;
    }

    @Test
    void chrome() {
        Transcript came =
                form(
                        "----WebKitFormBoundary7MA4YWxkTrZu0gW",
                        """
                        ------WebKitFormBoundary7MA4YWxkTrZu0gW
                        Content-Disposition: form-data; name="title"

                        Grüße
                        ------WebKitFormBoundary7MA4YWxkTrZu0gW
                        Content-Disposition: form-data; name="quo%22te"; filename="a\\b %22ü%22.png"
                        Content-Type: image/png

                        PNG
                        ------WebKitFormBoundary7MA4YWxkTrZu0gW
                        Content-Disposition: form-data; name="none"; filename=""
                        Content-Type: application/octet-stream


                        ------WebKitFormBoundary7MA4YWxkTrZu0gW--
                        """);
        assertThat(came.parts()).extracting(Part::name).containsExactly("title", "quo\"te", "none");
        assertThat(came.parts())
                .extracting(Part::filename)
                .containsExactly(null, "a\\b \"ü\".png", "");
        assertThat(came.part(0).data()).isEqualTo(new String("Grüße".getBytes(UTF_8), ISO_8859_1));
        assertThat(came.part(1).headers().get("content-type")).isEqualTo("image/png");
        assertThat(came.part(2).data()).isEmpty();
    }

    @Test
    void firefox() {
        Transcript came =
                form(
                        "---------------------------9051914041544843365972754266",
                        """
                        -----------------------------9051914041544843365972754266
                        Content-Disposition: form-data; name="text"

                        text default
                        -----------------------------9051914041544843365972754266
                        Content-Disposition: form-data; name="file1"; filename="a.txt"
                        Content-Type: text/plain

                        Content of a.txt.

                        -----------------------------9051914041544843365972754266--
                        """);
        assertThat(came.parts()).extracting(Part::name).containsExactly("text", "file1");
        assertThat(came.part(1).filename()).isEqualTo("a.txt");
        assertThat(came.part(1).data()).isEqualTo("Content of a.txt.\r\n");
    }

    @Test
    void curl() {
        Transcript came =
                form(
                        "------------------------d74496d66958873e",
                        """
                        --------------------------d74496d66958873e
                        Content-Disposition: form-data; name="person"

                        anonymous
                        --------------------------d74496d66958873e
                        Content-Disposition: form-data; name="secret"; filename="fi\\"le.txt"
                        Content-Type: text/plain

                        contents of the file

                        --------------------------d74496d66958873e--
                        """);
        assertThat(came.part(0).data()).isEqualTo("anonymous");
        assertThat(came.part(1).filename()).isEqualTo("fi\"le.txt");
        assertThat(came.part(1).data()).isEqualTo("contents of the file\r\n");
    }

    /// Python's email package and urllib3 1.x, which know `filename*` only for such names.
    @Test
    void python() {
        Transcript came =
                form(
                        "===============2158374192==",
                        """
                        --===============2158374192==
                        Content-Type: text/plain; charset="utf-8"
                        MIME-Version: 1.0
                        Content-Transfer-Encoding: 8bit
                        Content-Disposition: form-data; name="field"

                        ä
                        --===============2158374192==
                        Content-Disposition: form-data; name="file"; filename*=utf-8''%C3%A4.txt

                        x
                        --===============2158374192==--
                        """);
        assertThat(came.part(0).name()).isEqualTo("field");
        assertThat(came.part(1).filename()).isEqualTo("ä.txt");
    }
}
