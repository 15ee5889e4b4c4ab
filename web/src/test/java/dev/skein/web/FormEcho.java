package dev.skein.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

/// An application that tells the forms it gets: fields as `name=value`, then files as `name:filename:content`.
final class FormEcho {
    FormLimits limits = FormLimits.defaults();

    private Response tell(Request request) throws Exception {
        Form form = request.form(limits);
        StringBuilder told = new StringBuilder();
        form.fields().forEach(pair -> told.append(pair.getKey() + "=" + pair.getValue() + "\n"));
        for (UploadedFile file : form.files()) {
            String content = new String(file.bytes(), ISO_8859_1);
            told.append(file.name() + ":" + file.filename() + ":" + content + "\n");
        }
        return Response.text(told.toString());
    }

    Application application() {
        Application app = new Application();
        app.router().post("/", this::tell);
        app.router().get("/", this::tell);
        return app;
    }

    TestAnswer post(String type, String body) throws Exception {
        return TestCall.post(application(), "/", type, body).send();
    }

    static void assertRefused(TestAnswer answer, int status, String... words) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).contains(words);
    }
}
