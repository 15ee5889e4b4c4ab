package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.*;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProbeTest {
    @Test
    void llhttp() throws Exception {
        JsonNode all =
                JsonMapper.shared()
                        .readTree(
                                ProbeTest.class.getResourceAsStream(
                                        "/corpora/llhttp/llhttp-cases.json"));
        int i = 0;
        for (JsonNode c : all) {
            String type = c.get("type").asString();
            String in =
                    new String(
                            Base64.getDecoder().decode(c.get("input_b64").asString()), ISO_8859_1);
            if (type.equals("url")) in = "GET " + in + " HTTP/1.1\r\nHost: h\r\n\r\n";
            String low = in.toLowerCase(Locale.ROOT);
            boolean inj = false;
            if (type.startsWith("request") && !low.contains("host:")) {
                inj = true;
                in = in.replaceAll("(?m)^([A-Za-z-]+ [^ \r\n]+ HTTP/1\\.1\r?\n)", "$1Host: h\r\n");
            }
            Transcript t =
                    type.startsWith("response")
                            ? Transcript.ofResponses(in)
                            : Transcript.ofRequests(in);
            boolean rej = c.get("reject").asBoolean() || type.contains("lenient");
            String v = t.error() != null ? "REJECT" : t.eofError() != null ? "PENDING" : "ACCEPT";
            boolean match = rej ? v.equals("REJECT") : !v.equals("REJECT");
            System.out.println(
                    "@@ "
                            + (match ? "ok " : "DIFF ")
                            + i
                            + " "
                            + type
                            + " | "
                            + c.get("name").asString()
                            + " | llhttp reject="
                            + c.get("reject")
                            + " ours="
                            + v
                            + (inj ? " (inj)" : "")
                            + " "
                            + t.error()
                            + " left="
                            + t.left());
            i++;
        }
    }

    @Test
    void gunicorn() throws Exception {
        JsonNode all =
                JsonMapper.shared()
                        .readTree(
                                ProbeTest.class.getResourceAsStream(
                                        "/corpora/gunicorn-requests/gunicorn-requests.json"));
        int i = 0;
        for (JsonNode c : all) {
            String in =
                    new String(
                            Base64.getDecoder().decode(c.get("input_b64").asString()), ISO_8859_1);
            String low = in.toLowerCase(Locale.ROOT);
            boolean inj = false;
            if (!low.contains("host:")) {
                inj = true;
                in =
                        in.replaceAll(
                                "(?m)((?:^|[^\r\n])[A-Za-z-]+ [^ \r\n]+ HTTP/1\\.1\r?\n)",
                                "$1Host: h\r\n");
            }
            Transcript t = Transcript.ofRequests(in);
            boolean rej = c.get("kind").asString().equals("invalid");
            String v = t.error() != null ? "REJECT" : t.eofError() != null ? "PENDING" : "ACCEPT";
            boolean match = rej ? v.equals("REJECT") : v.equals("ACCEPT");
            System.out.println(
                    "@@ "
                            + (match ? "ok " : "DIFF ")
                            + i
                            + " "
                            + c.get("file").asString()
                            + " "
                            + c.get("cfg")
                            + " ours="
                            + v
                            + (inj ? " (inj)" : "")
                            + " "
                            + t.error()
                            + t.eofError());
            i++;
        }
    }
}
