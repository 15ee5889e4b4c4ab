package dev.skein.web;

import dev.skein.http.Escapes;
import dev.skein.http.Headers;
import dev.skein.http.MediaType;
import dev.skein.http.multipart.ContentDisposition;
import dev.skein.http.multipart.MultipartEvent.PartHead;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a part says about itself.
record PartFacts(PartHead head) {
    private static final int SHOWN = 100;

    Headers headers() {
        return head.headers();
    }

    /// Empty where there is none, which is in no form.
    String name() {
        return Objects.requireNonNullElse(head.name(), "");
    }

    /// For messages.
    String shownName() {
        return Escapes.escape(name(), SHOWN);
    }

    boolean isFile() {
        return head.filename() != null;
    }

    @Nullable String filename() {
        ContentDisposition disposition = head.disposition();
        return disposition == null ? null : disposition.safeFilename();
    }

    String rawFilename() {
        return Objects.requireNonNullElse(head.filename(), "");
    }

    @Nullable MediaType contentType() {
        String value = headers().get("content-type");
        return value == null ? null : MediaType.parseOrNull(value);
    }

    /// Its names and type, escaped.
    @Override
    public String toString() {
        return head.disposition() + ", " + contentType();
    }
}
