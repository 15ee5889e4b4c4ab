package dev.skein.client;

import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import dev.skein.http.multipart.ContentDisposition;
import dev.skein.http.multipart.MultipartWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A form with files (multipart/form-data, RFC 7578). Files are streamed, not read into memory. Not for several threads while it is
/// being filled.
///
/// ```java
/// session.post(url).multipart(new FormData().field("title", "Holidays").file("picture", Path.of("beach.jpg"))).send();
/// ```
public final class FormData implements RequestBody {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BOUNDARY_BYTES = 16;

    private final List<Part> parts = new ArrayList<>();
    private final String boundary;

    private record Part(Headers headers, RequestBody content) {}

    /// An empty form.
    public FormData() {
        byte[] random = new byte[BOUNDARY_BYTES];
        RANDOM.nextBytes(random);
        boundary = MultipartWriter.boundary(random);
    }

    /// Adds a plain field.
    ///
    /// @throws IllegalArgumentException if the name holds a control character
    public FormData field(String name, String value) {
        return add(ContentDisposition.ofField(name), null, RequestBody.of(value));
    }

    /// Adds a file under its own name.
    ///
    /// @throws IOException if its type cannot be probed
    /// @throws IllegalArgumentException if a name holds a control character
    public FormData file(String name, Path file) throws IOException {
        RequestBody content = RequestBody.of(file);
        Path last = file.getFileName();
        String filename = last == null ? "" : last.toString();
        return file(name, filename, content);
    }

    /// Adds any content as a file; its type is the content's own.
    ///
    /// @throws IllegalArgumentException if a name holds a control character
    public FormData file(String name, String filename, RequestBody content) {
        return add(ContentDisposition.ofFile(name, filename), content.contentType(), content);
    }

    private FormData add(
            ContentDisposition disposition, @Nullable String type, RequestBody content) {
        Headers headers = Headers.of("content-disposition", disposition.format());
        parts.add(new Part(type == null ? headers : headers.plus("content-type", type), content));
        return this;
    }

    @Override
    public String contentType() {
        return MultipartWriter.forForm(boundary).contentType();
    }

    @Override
    public long length() throws IOException {
        MultipartWriter writer = MultipartWriter.forForm(boundary);
        long sum = writer.endSize();
        for (Part part : parts) {
            long length = part.content().length();
            if (length < 0) {
                return -1;
            }
            sum = Math.addExact(sum, writer.partSize(part.headers(), length));
        }
        return sum;
    }

    @Override
    public boolean isReplayable() {
        return parts.stream().allMatch(part -> part.content().isReplayable());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException, InterruptedException {
        MultipartWriter writer = MultipartWriter.forForm(boundary);
        ByteSink frame = new ByteSink();
        for (Part part : parts) {
            writer.partHead(part.headers(), frame);
            flush(frame, out);
            part.content().writeTo(out);
            writer.partEnd(frame);
        }
        writer.end(frame);
        flush(frame, out);
    }

    private static void flush(ByteSink frame, OutputStream out) throws IOException {
        out.write(frame.array(), 0, frame.size());
        frame.clear();
    }
}
