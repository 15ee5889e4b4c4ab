package dev.skein.web;

import dev.skein.http.Headers;
import dev.skein.web.exception.HttpForbidden;
import dev.skein.web.exception.HttpNotFound;
import dev.skein.web.exception.HttpPreconditionFailed;
import dev.skein.web.exception.HttpRangeNotSatisfiable;
import dev.skein.web.exception.HttpServiceUnavailable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers requests with files: form, conditions and ranges, in this order.
///
/// Where to look and whether one may is not its business: what it is given, it sends.
final class FileResponse {
    private static final int LOOKS = 5;
    private static final PrecompressedTerms TERMS =
            new PrecompressedTerms(Headers.EMPTY, true, true, false);

    private FileResponse() {}

    /// Looks at what is there, and answers with it.
    @FunctionalInterface
    interface Look {
        /// Answers once.
        ///
        /// @return null if the file has changed meanwhile
        @Nullable Response answer() throws IOException;
    }

    /// The answer that [Response#file] promises.
    static Response of(Request request, Path path) throws IOException {
        return untilItHolds(() -> look(request, path));
    }

    /// Looks again as long as the file changes between a look and the reading: else the end of a longer one would be cut off.
    static Response untilItHolds(Look look) throws IOException {
        for (int i = 0; i < LOOKS; i++) {
            Response response = look.answer();
            if (response != null) {
                return response;
            }
        }
        throw new HttpServiceUnavailable(Duration.ofSeconds(1), "the file cannot be read just now");
    }

    private static @Nullable Response look(Request request, Path path) throws IOException {
        BasicFileAttributes found = PrecompressedFound.attributesOrNull(path);
        if (found == null || !found.isRegularFile()) {
            throw new HttpNotFound();
        }
        PrecompressedFound file = new PrecompressedFound(path, found);
        return of(request, PrecompressedFile.of(file, TERMS, null).choose(request.headers()));
    }

    /// The answer with one form of a file.
    ///
    /// @return null if the file has changed meanwhile
    static @Nullable Response of(Request request, PrecompressedVariant file) throws IOException {
        boolean isGet = request.method().equals("GET");
        if (isGet || request.method().equals("HEAD")) {
            switch (Conditions.check(request, file.tag(), file.lastModified())) {
                case PROCEED -> {}
                case NOT_MODIFIED -> {
                    return Conditions.notModified(Response.of(200, file.headers(), Body.EMPTY));
                }
                case PRECONDITION_FAILED -> throw new HttpPreconditionFailed();
            }
        }
        // RFC 9110 §14.2: ranges are for GET only
        List<ByteRange> parts = isGet ? parts(request.headers(), file) : null;
        Body whole = whole(request, file);
        if (whole == null || parts == null) {
            return whole == null ? null : Response.of(200, file.headers(), whole);
        }
        return parts(parts, file, whole);
    }

    /// @return null if all of it is to be sent
    private static @Nullable List<ByteRange> parts(Headers request, PrecompressedVariant file) {
        String field = request.get("range");
        // Of nothing there are no parts: content-range could not name one.
        if (field == null || file.size() == 0 || request.getAll("range").size() > 1) {
            return null;
        }
        if (!Conditions.allowsRange(request, file.tag(), file.lastModified(), file.isSettled())) {
            return null;
        }
        List<ByteRange> parts = ByteRanges.select(field, file.size());
        if (parts != null && parts.isEmpty()) {
            throw new HttpRangeNotSatisfiable(file.size());
        }
        // The head of several parts could not say that it is them that are compressed, not the
        // whole of them.
        boolean isSplit = parts != null && parts.size() > 1;
        return isSplit && file.coding() != null ? null : parts;
    }

    private static @Nullable Body whole(Request request, PrecompressedVariant file)
            throws IOException {
        try {
            boolean isHead = request.method().equals("HEAD");
            if (file.isSmall() && !isHead) {
                byte[] bytes = file.content();
                return bytes == null ? null : new Body.Bytes(bytes);
            }
        } catch (AccessDeniedException _) {
            throw new HttpForbidden();
        } catch (FileSystemException _) {
            return null; // gone by now, or a link by now
        }
        // The server opens it after the head has gone: too late to say no.
        if (!Files.isReadable(file.path())) {
            throw new HttpForbidden();
        }
        return new Body.File(file.path(), 0, file.size());
    }

    private static Response parts(List<ByteRange> parts, PrecompressedVariant file, Body whole) {
        if (parts.size() == 1) {
            ByteRange part = parts.getFirst();
            Headers headers = file.headers().plus("content-range", part.format(file.size()));
            return Response.of(206, headers, part(part, whole));
        }
        String type = String.valueOf(file.headers().get("content-type"));
        ByteRangesBody body = new ByteRangesBody(whole, type, file.size(), parts);
        // RFC 9110 §15.3.7.2: the head of several parts has no content-range; each part has
        Headers headers =
                file.headers().toBuilder()
                        .set("content-type", body.type())
                        .set("content-length", String.valueOf(body.length()))
                        .build();
        return Response.of(206, headers, new Body.Stream(body));
    }

    private static Body part(ByteRange part, Body whole) {
        return whole instanceof Body.Bytes body
                ? new Body.Bytes(
                        Arrays.copyOfRange(body.bytes(), (int) part.first(), (int) part.last() + 1))
                : new Body.File(((Body.File) whole).path(), part.first(), part.length());
    }
}
