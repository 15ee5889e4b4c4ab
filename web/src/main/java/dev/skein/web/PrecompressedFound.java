package dev.skein.web;

import dev.skein.web.exception.HttpForbidden;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// A file, and what it was like when it was looked at.
record PrecompressedFound(Path path, BasicFileAttributes attributes) {
    /// Looks at what is there.
    ///
    /// @return null if there is nothing
    /// @throws HttpForbidden if we may not look
    static @Nullable BasicFileAttributes attributesOrNull(Path path, LinkOption... links)
            throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, links);
        } catch (AccessDeniedException _) {
            throw new HttpForbidden();
        } catch (FileSystemException _) {
            return null; // also a name that is too long, a file in the place of a directory, links
            // in a circle
        }
    }
}
