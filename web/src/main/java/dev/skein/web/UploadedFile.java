package dev.skein.web;

import dev.skein.http.Headers;
import dev.skein.http.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file that came with a form. It is there until the response has gone, or it is closed: whoever needs it longer saves it.
///
/// What it says about itself is the client's word: type and names may be anything.
///
/// For the task that handles the request. Reading it later is an [IllegalStateException].
public final class UploadedFile implements AutoCloseable {
    private final PartFacts facts;
    private final Spool spool;

    UploadedFile(PartFacts facts, Spool spool) {
        this.facts = facts;
        this.spool = spool;
    }

    /// The name of the form's field. Several files may have the same.
    public String name() {
        return facts.name();
    }

    /// The file's name, fit for being stored under: as of [dev.skein.http.multipart.ContentDisposition#safeFilename]. Null if nothing is
    /// left of it. Different files may have the same name.
    public @Nullable String filename() {
        return facts.filename();
    }

    /// The file's name as sent, with all that a stranger may put into it: `../../etc/passwd`. It may be empty.
    public String rawFilename() {
        return facts.rawFilename();
    }

    /// What the client says it is; null if it does not, or it does not parse.
    public @Nullable MediaType contentType() {
        return facts.contentType();
    }

    /// The header fields of its part.
    public Headers headers() {
        return facts.headers();
    }

    /// How many bytes it has.
    public long size() {
        return spool.size();
    }

    /// Opens it from its beginning, as often as wanted. The caller closes the stream.
    public InputStream open() throws IOException {
        return spool.open();
    }

    /// The whole of it, in memory.
    ///
    /// @throws OutOfMemoryError if it has more bytes than an array can have
    public byte[] bytes() throws IOException {
        try (InputStream in = open()) {
            return in.readAllBytes();
        }
    }

    /// Copies it to a stream.
    ///
    /// @return the number of bytes
    public long transferTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            return in.transferTo(out);
        }
    }

    /// Puts it into a new file, which stays. On the same file system a large file is moved, not copied. Nothing is left of the new file
    /// after an exception, and the upload may be gone as well.
    ///
    /// @param target its directory must exist. Never made of [#rawFilename()]
    /// @throws java.nio.file.FileAlreadyExistsException if the target exists; it stays as it is
    public void saveTo(Path target) throws IOException {
        spool.saveTo(target);
    }

    /// Puts it into a file that stays, in place of the one that may be there: in one step, so that others see the old or the new one, and
    /// the old one is left after an exception; the upload may be gone then.
    ///
    /// @param target its directory must exist. Never made of [#rawFilename()]
    public void saveOver(Path target) throws IOException {
        spool.saveOver(target);
    }

    /// Forgets it before the response has gone. What was saved stays.
    @Override
    public void close() throws IOException {
        spool.close();
    }

    /// Its names, type and size, escaped.
    @Override
    public String toString() {
        return "UploadedFile[" + facts + ", " + size() + " bytes]";
    }
}
