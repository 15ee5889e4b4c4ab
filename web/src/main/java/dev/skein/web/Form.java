package dev.skein.web;

import dev.skein.web.exception.FieldError;
import dev.skein.web.exception.HttpBadRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client sent as a form: text fields and files, each in the order sent.
///
/// The files are there until the response has gone. For the task that handles the request.
public final class Form {
    private final Parameters fields;
    private final List<UploadedFile> files;

    Form(Parameters fields, List<UploadedFile> files) {
        this.fields = fields;
        this.files = List.copyOf(files);
    }

    /// Reads the body of a request to its end.
    ///
    /// @throws dev.skein.web.exception.HttpException 415 if it is no form in UTF-8, 400 if it does not parse, 413 and 431 beyond a limit
    static Form read(Request request, FormLimits limits) throws IOException {
        return new FormReader(limits, new SpoolArea(limits)).read(request);
    }

    /// The text fields.
    public Parameters fields() {
        return fields;
    }

    /// The first text field of that name, or null.
    public @Nullable String get(String name) {
        return fields.get(name);
    }

    /// The first text field of that name, or another text.
    public String get(String name, String otherwise) {
        return fields.get(name, otherwise);
    }

    /// The first text field of that name.
    ///
    /// @throws HttpBadRequest if there is none
    public String require(String name) {
        return fields.require(name);
    }

    /// The files. What a browser sends for a file that was not chosen is not among them.
    public List<UploadedFile> files() {
        return files;
    }

    /// The files of one name.
    public List<UploadedFile> files(String name) {
        return files.stream().filter(file -> file.name().equals(name)).toList();
    }

    /// The first file of that name, or null.
    public @Nullable UploadedFile file(String name) {
        List<UploadedFile> all = files(name);
        return all.isEmpty() ? null : all.getFirst();
    }

    /// The first file of that name.
    ///
    /// @throws HttpBadRequest if there is none
    public UploadedFile requireFile(String name) {
        UploadedFile file = file(name);
        if (file == null) {
            throw new HttpBadRequest(new FieldError(name, "is missing: expected a file"));
        }
        return file;
    }

    /// How much there is; no content.
    @Override
    public String toString() {
        return "Form[" + fields.size() + " fields, files=" + files + "]";
    }
}
