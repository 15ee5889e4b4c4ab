package dev.skein.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The documents tell the truth about the sources.
class DocumentsTest {
    private static final Pattern METHOD =
            Pattern.compile("`(?!File#method`)([A-Z]\\w*)#(\\w+)[^`]*`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)\\s]*)?\\)");
    private static final Pattern QUOTED =
            Pattern.compile("<!-- (\\S+\\.java) -->\\n```java\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern FENCE = Pattern.compile("```.*?```", Pattern.DOTALL);

    @Test
    void everyMethodThatIsNamedExists() throws IOException {
        List<Path> sources = Repository.sources();
        assertThat(
                        wrong(
                                METHOD,
                                (_, match) ->
                                        sources.stream()
                                                .filter(
                                                        path ->
                                                                path.endsWith(
                                                                        match.group(1) + ".java"))
                                                .anyMatch(path -> declares(path, match.group(2)))))
                .as("methods that do not exist")
                .isEmpty();
    }

    /// A method with that name, or a component of a record.
    private static boolean declares(Path source, String name) {
        try {
            return Pattern.compile("[\\w>\\])?] " + name + "\\s*[(,)]")
                    .matcher(Repository.read(source))
                    .find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        assertThat(
                        wrong(
                                LINK,
                                (document, match) ->
                                        match.group(1).contains(":")
                                                || Files.exists(
                                                        document.resolveSibling(match.group(1)))))
                .as("links that lead nowhere")
                .isEmpty();
    }

    @Test
    void quotedCodeIsInTheFileItIsFrom() throws IOException {
        assertThat(
                        wrong(
                                QUOTED,
                                (_, match) -> {
                                    Path file = Repository.ROOT.resolve(match.group(1));
                                    return Files.exists(file)
                                            && words(file).contains(words(match.group(2)));
                                }))
                .as("code that is not in the file it is said to be from")
                .isEmpty();
    }

    private static String words(Path file) {
        try {
            return words(Repository.read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// With all white space alike, for a quotation stands by itself.
    private static String words(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static List<String> wrong(Pattern pattern, BiPredicate<Path, MatchResult> isRight)
            throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path document : Repository.documents()) {
            String text = Repository.read(document);
            String searched = pattern == QUOTED ? text : FENCE.matcher(text).replaceAll("");
            pattern.matcher(searched)
                    .results()
                    .filter(match -> !isRight.test(document, match))
                    .forEach(
                            match ->
                                    wrong.add(
                                            Repository.ROOT.relativize(document)
                                                    + ": "
                                                    + match.group()));
        }
        return wrong;
    }
}
