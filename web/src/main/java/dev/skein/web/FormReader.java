package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.MediaType;
import dev.skein.http.UrlEncoded;
import dev.skein.web.exception.HttpContentTooLarge;
import dev.skein.web.exception.HttpUnsupportedMediaType;
import java.io.IOException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads one form, of either type.
final class FormReader {
    private static final String URL_ENCODED = "application/x-www-form-urlencoded";
    private static final String FORM_DATA = "multipart/form-data";

    /// RFC 7578 §4.6: a field of this name tells the charset of the others.
    private static final String CHARSET = "_charset_";

    private final FormLimits limits;
    private final SpoolArea area;
    private final List<Map.Entry<String, String>> fields = new ArrayList<>();
    private final List<UploadedFile> files = new ArrayList<>();

    /// How many bytes of text may still come.
    private int textRoom;

    private int fileParts;

    FormReader(FormLimits limits, SpoolArea area) {
        this.limits = limits;
        this.area = area;
        this.textRoom = limits.fieldBytes();
    }

    Form read(Request request) throws IOException {
        String method = request.method();
        // RFC 9110 §9.3.1 and §9.3.2: content has no meaning there.
        if (method.equals("GET") || method.equals("HEAD")) {
            throw new HttpUnsupportedMediaType(
                    "expected a form in the body of a POST, got "
                            + method
                            + ": its values are in the query");
        }
        MediaType type = request.contentType();
        if (type != null && type.matches(URL_ENCODED)) {
            PartText.requireUtf8(type);
            return read(request.bytes());
        }
        if (type != null && type.matches(FORM_DATA)) {
            MultipartReader parts = MultipartReader.of(request, limits.ofParts());
            request.closeAtEnd(area);
            return read(parts);
        }
        throw new HttpUnsupportedMediaType(
                "expected a form with content-type: "
                        + FORM_DATA
                        + " or "
                        + URL_ENCODED
                        + ", got "
                        + MultipartReader.shownType(request));
    }

    private Form read(byte[] urlEncoded) {
        List<Map.Entry<String, String>> pairs;
        try {
            pairs = UrlEncoded.parse(urlEncoded, limits.fields());
        } catch (IllegalArgumentException _) {
            throw tooManyFields();
        }
        for (Map.Entry<String, String> pair : pairs) {
            takeRoom(pair.getKey());
            takeRoom(pair.getValue());
            addField(pair.getKey(), pair.getValue());
        }
        return form();
    }

    Form read(MultipartReader parts) throws IOException {
        for (Part part = parts.next(); part != null; part = parts.next()) {
            if (part.isFile()) {
                addFile(part);
            } else {
                addField(part);
            }
        }
        return form();
    }

    private Form form() {
        return new Form(Parameters.of(fields), files);
    }

    private void addField(Part part) throws IOException {
        if (fields.size() == limits.fields()) {
            throw tooManyFields();
        }
        String name = part.facts().name();
        takeRoom(name);
        byte[] value = part.bytesOrNull(textRoom);
        if (value == null) {
            throw tooMuchText();
        }
        textRoom -= value.length;
        addField(name, part.decode(value));
    }

    private void addField(String name, String value) {
        if (name.equals(CHARSET) && !PartText.isUtf8(value)) {
            throw new HttpUnsupportedMediaType(
                    "expected a form in UTF-8: _charset_ says otherwise");
        }
        fields.add(new SimpleImmutableEntry<>(name, value));
    }

    private void takeRoom(String text) {
        int length = text.length() > textRoom ? text.length() : text.getBytes(UTF_8).length;
        if (length > textRoom) {
            throw tooMuchText();
        }
        textRoom -= length;
    }

    private void addFile(Part part) throws IOException {
        if (++fileParts > limits.files()) {
            throw new HttpContentTooLarge("more than " + limits.files() + " files in a form");
        }
        Spool spool = area.open();
        for (byte[] data = part.data(); data != null; data = part.data()) {
            if (data.length > limits.fileBytes() - spool.size()) {
                throw new HttpContentTooLarge(
                        part.facts().shownName()
                                + ": a file of more than "
                                + limits.fileBytes()
                                + " bytes");
            }
            spool.write(data);
        }
        spool.finish();
        // A file that was not chosen has neither name nor content (HTML, "Constructing the entry
        // list").
        if (spool.size() > 0 || !part.rawFilename().isEmpty()) {
            files.add(new UploadedFile(part.facts(), spool));
        }
    }

    private HttpContentTooLarge tooManyFields() {
        return new HttpContentTooLarge("more than " + limits.fields() + " fields in a form");
    }

    private HttpContentTooLarge tooMuchText() {
        return new HttpContentTooLarge(
                "more than " + limits.fieldBytes() + " bytes of text fields in a form");
    }
}
