package dev.skein.web;

import dev.skein.http.Headers;
import dev.skein.http.HttpDate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One form in which a file can be sent, as it is or compressed before, at one point of time. Everything that can be known beforehand is.
///
/// Safe for threads.
final class PrecompressedVariant {
    /// Up to this many bytes are sent from memory: one write together with the head, and no file to open if they are kept.
    private static final int SMALL = 64 * 1024;

    /// Time stamps of file systems may be this coarse: a file that is younger can still change without changing its stamp.
    private static final long COARSENESS_MILLIS = 2000;

    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] STAY = {LinkOption.NOFOLLOW_LINKS};

    private final Path path;
    private final @Nullable String coding;
    private final PrecompressedTerms terms;
    private final boolean varies;
    private final long size;
    private final FileTime modified;
    private final @Nullable Object key;
    private final boolean settled;
    private final ETag tag;
    private final Instant lastModified;
    private final Headers headers;
    private volatile byte @Nullable [] content;

    /// @param name of the file, which tells its type
    /// @param coding the token of its content coding, or null
    /// @param varies whether there are several forms
    PrecompressedVariant(
            String name,
            @Nullable String coding,
            boolean varies,
            PrecompressedFound found,
            PrecompressedTerms terms) {
        BasicFileAttributes attributes = found.attributes();
        this.path = found.path();
        this.coding = coding;
        this.varies = varies;
        this.terms = terms;
        size = attributes.size();
        modified = attributes.lastModifiedTime();
        key = attributes.fileKey();
        FileTime stamp = stamp(attributes);
        long now = System.currentTimeMillis();
        settled = isSettled(stamp, now);
        lastModified = earlier(stamp.toInstant(), Instant.ofEpochMilli(now));
        tag = new ETag(tagValue(stamp), !settled);
        headers = headers(FileTypes.of(name));
    }

    /// Whether any change from now on gives the file another time.
    ///
    /// @param now in milliseconds since 1970
    static boolean isSettled(FileTime stamp, long now) {
        return stamp.toMillis() < now - COARSENESS_MILLIS;
    }

    /// Packers that want to make the same of the same every time set all times to 0 or 1: then the time of unpacking tells more.
    private static FileTime stamp(BasicFileAttributes attributes) {
        FileTime modified = attributes.lastModifiedTime();
        return modified.to(TimeUnit.SECONDS) <= 1 ? attributes.creationTime() : modified;
    }

    /// RFC 9110 §8.8.2.1: a time in the future is not to be told; now is the time then.
    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private String tagValue(FileTime stamp) {
        String value =
                Long.toHexString(stamp.to(TimeUnit.NANOSECONDS)) + '-' + Long.toHexString(size);
        // RFC 9110 §8.8.3.3: two codings of the same are two representations, with a tag for each
        return coding == null ? value : value + '-' + coding;
    }

    private Headers headers(String type) {
        Headers.Builder fields = terms.fields().toBuilder();
        fields.add("content-type", type);
        if (coding != null) {
            fields.add("content-encoding", coding);
        }
        if (varies) {
            fields.add("vary", "accept-encoding");
        }
        fields.add("etag", tag.format());
        if (lastModified.getEpochSecond() >= 0) {
            fields.add("last-modified", HttpDate.format(lastModified.getEpochSecond()));
        }
        return fields.add("accept-ranges", "bytes").build();
    }

    /// Whether this is what has been found now, and may be used again.
    boolean isOf(PrecompressedFound found, boolean nowVaries) {
        return settled
                && varies == nowVaries
                && path.equals(found.path())
                && isOf(found.attributes());
    }

    /// Whether the file has not changed.
    boolean isOf(BasicFileAttributes attributes) {
        return attributes.isRegularFile()
                && attributes.size() == size
                && attributes.lastModifiedTime().equals(modified)
                && Objects.equals(attributes.fileKey(), key);
    }

    /// Whether the file is there, and has not changed.
    boolean isCurrent() throws IOException {
        BasicFileAttributes attributes = PrecompressedFound.attributesOrNull(path, links());
        return attributes != null && isOf(attributes);
    }

    private LinkOption[] links() {
        return terms.followLinks() && coding == null ? FOLLOW : STAY;
    }

    /// Whether the bytes are so few that they are sent from memory.
    boolean isSmall() {
        return size <= SMALL;
    }

    /// The bytes of a small file.
    ///
    /// @return null if there is another number of them than before: the file has changed meanwhile
    byte @Nullable [] content() throws IOException {
        byte[] known = content;
        if (known != null) {
            return known;
        }
        byte[] bytes = read();
        if (bytes != null && terms.kept() && settled && isCurrent()) {
            content = bytes;
        }
        return bytes;
    }

    private byte @Nullable [] read() throws IOException {
        Set<OpenOption> options =
                links().length == 0
                        ? Set.of(StandardOpenOption.READ)
                        : Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try (SeekableByteChannel channel = Files.newByteChannel(path, options)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // on
            }
            return bytes.hasRemaining() || channel.size() != size ? null : bytes.array();
        }
    }

    Path path() {
        return path;
    }

    /// The token of the content coding, or null.
    @Nullable String coding() {
        return coding;
    }

    /// In bytes, as sent.
    long size() {
        return size;
    }

    ETag tag() {
        return tag;
    }

    Instant lastModified() {
        return lastModified;
    }

    /// Whether any change from now on changes the time stamp too, so that this may be kept.
    boolean isSettled() {
        return settled;
    }

    /// Of a response with status 200, but for the framing.
    Headers headers() {
        return headers;
    }
}
