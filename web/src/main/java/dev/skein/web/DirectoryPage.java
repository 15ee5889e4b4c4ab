package dev.skein.web;

import dev.skein.web.exception.HttpForbidden;
import dev.skein.web.exception.HttpNotFound;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page that lists what is in a directory: directories first, by name. Only what would be served is shown.
final class DirectoryPage {
    private static final int MOST = 10_000;

    private record Entry(String name, boolean isDirectory, long size) {}

    private static final Comparator<Entry> ORDER =
            Comparator.comparing((Entry each) -> !each.isDirectory)
                    .thenComparing(Entry::name, String.CASE_INSENSITIVE_ORDER)
                    .thenComparing(Entry::name);

    private final StaticOptions options;
    private final List<Entry> entries = new ArrayList<>();
    private boolean isCut;

    private DirectoryPage(StaticOptions options) {
        this.options = options;
    }

    /// The page, in UTF-8.
    ///
    /// @param title the path as the client sees it
    /// @param isRoot whether there is nothing above
    static String of(Path directory, String title, boolean isRoot, StaticOptions options)
            throws IOException {
        DirectoryPage page = new DirectoryPage(options);
        page.read(directory);
        return page.html(Html.escape(title), isRoot);
    }

    private void read(Path directory) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                if (entries.size() == MOST) {
                    isCut = true;
                    break;
                }
                Entry entry = entryOrNull(child);
                if (entry != null) {
                    entries.add(entry);
                }
            }
        } catch (AccessDeniedException _) {
            throw new HttpForbidden();
        } catch (NoSuchFileException _) {
            throw new HttpNotFound();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort(ORDER);
    }

    private @Nullable Entry entryOrNull(Path child) throws IOException {
        String name = String.valueOf(child.getFileName());
        if (!DirectoryPath.isServed(name, options.dotFiles())) {
            return null;
        }
        LinkOption[] links =
                options.followLinks()
                        ? new LinkOption[0]
                        : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        BasicFileAttributes found = PrecompressedFound.attributesOrNull(child, links);
        if (found == null || !(found.isDirectory() || found.isRegularFile())) {
            return null;
        }
        return new Entry(name, found.isDirectory(), found.size());
    }

    private String html(String title, boolean isRoot) {
        StringBuilder html = new StringBuilder(256 + 128 * entries.size());
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>")
                .append(title)
                .append("</title></head>\n<body>\n<h1>")
                .append(title)
                .append("</h1>\n<table>\n");
        if (!isRoot) {
            html.append("<tr><td><a href=\"../\">../</a></td><td></td></tr>\n");
        }
        entries.forEach(each -> row(each, html));
        html.append("</table>\n");
        if (isCut) {
            html.append("<p>There are more than ").append(MOST).append(".</p>\n");
        }
        return html.append("</body>\n</html>\n").toString();
    }

    /// `./` keeps a browser from taking the beginning of a name for a scheme.
    private static void row(Entry entry, StringBuilder html) {
        String slash = entry.isDirectory ? "/" : "";
        html.append("<tr><td><a href=\"./")
                .append(DirectoryPath.encode(entry.name))
                .append(slash)
                .append("\">")
                .append(Html.escape(entry.name))
                .append(slash)
                .append("</a></td><td>")
                .append(entry.isDirectory ? "" : entry.size + " bytes")
                .append("</td></tr>\n");
    }
}
