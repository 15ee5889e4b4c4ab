package dev.skein.web;

import dev.skein.http.Headers;
import dev.skein.http.MediaType;
import dev.skein.web.exception.FieldError;
import dev.skein.web.exception.HttpBadRequest;
import dev.skein.web.exception.HttpContentTooLarge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One part of a multipart body, whose data comes as it is read. It can be read once, and only until the next part is asked for.
///
/// What a part says about itself is the client's word: type and names may be anything.
///
/// Reading throws what [RequestBody] throws, and HTTP exceptions for a body that breaks the rules: 400, 413, 431.
public final class Part {
    private static final int TEXT_LIMIT = 1024 * 1024;

    private final MultipartReader reader;
    private final PartFacts facts;
    private final PartBody body = new PartBody(this);
    private boolean over;

    Part(MultipartReader reader, PartFacts facts) {
        this.reader = reader;
        this.facts = facts;
    }

    /// The part's own header fields.
    public Headers headers() {
        return facts.headers();
    }

    /// The name of the form's field; null only in what is no form. Several parts may have the same.
    public @Nullable String name() {
        return facts.head().name();
    }

    /// Whether it has a file name, be it empty.
    public boolean isFile() {
        return facts.isFile();
    }

    /// The file's name, fit for being stored under: as of [dev.skein.http.multipart.ContentDisposition#safeFilename]. Null if there is
    /// none, or nothing is left of it.
    public @Nullable String filename() {
        return facts.filename();
    }

    /// The file's name as sent, with all that a stranger may put into it: `../../etc/passwd`. Empty if there is none.
    public String rawFilename() {
        return facts.rawFilename();
    }

    /// What the client says it is; null if it does not, or it does not parse.
    public @Nullable MediaType contentType() {
        return facts.contentType();
    }

    /// The data as it comes: the same stream at each call.
    ///
    /// Reading throws [IllegalStateException] once the next part has been asked for.
    public InputStream body() {
        return body;
    }

    /// The data, or what is left of it.
    ///
    /// @param limit the most bytes to take
    /// @throws HttpContentTooLarge if there are more
    /// @throws IOException if the rest does not come
    /// @throws IllegalStateException if the next part has been asked for
    public byte[] bytes(int limit) throws IOException {
        byte[] bytes = bytesOrNull(limit);
        if (bytes == null) {
            throw new HttpContentTooLarge(facts.shownName() + ": more than " + limit + " bytes");
        }
        return bytes;
    }

    byte @Nullable [] bytesOrNull(int limit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] piece = body.rest(); piece != null; piece = data()) {
            if (piece.length > limit - bytes.size()) {
                return null;
            }
            bytes.writeBytes(piece);
        }
        return bytes.toByteArray();
    }

    /// The data as text of at most 1 MiB; [#bytes] takes another limit.
    ///
    /// @throws dev.skein.web.exception.HttpUnsupportedMediaType if the part names another charset than UTF-8
    /// @throws HttpBadRequest if it is not text in UTF-8
    /// @throws HttpContentTooLarge if it is longer
    /// @throws IOException if the rest does not come
    /// @throws IllegalStateException if the next part has been asked for
    public String text() throws IOException {
        return decode(bytes(TEXT_LIMIT));
    }

    String decode(byte[] bytes) {
        MediaType type = contentType();
        if (type != null) {
            PartText.requireUtf8(type);
        }
        String text = PartText.decodeOrNull(bytes);
        if (text == null) {
            throw new HttpBadRequest(new FieldError(facts.shownName(), "expected text in UTF-8"));
        }
        return text;
    }

    /// Puts the data into a new file. Nothing is left of it after an exception.
    ///
    /// @param target must not exist
    /// @return the number of bytes
    /// @throws java.nio.file.FileAlreadyExistsException if it exists; nothing has been read then
    /// @throws IOException if the rest does not come, or cannot be written
    /// @throws IllegalStateException if the next part has been asked for
    public long saveTo(Path target) throws IOException {
        return SpoolTarget.create(target, made -> SpoolTarget.copy(body, made));
    }

    /// The next piece of data, or null at the end of the part.
    byte @Nullable [] data() throws IOException {
        byte[] data = over ? null : reader.data(this);
        over = data == null;
        return data;
    }

    PartFacts facts() {
        return facts;
    }

    /// Its names and type, escaped.
    @Override
    public String toString() {
        return "Part[" + facts + "]";
    }
}
