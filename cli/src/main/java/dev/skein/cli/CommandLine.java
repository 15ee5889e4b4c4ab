package dev.skein.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads arguments by a table of options. Options are `--name value` or `--name=value`, anywhere; after `--` there are none.
///
/// @param <S> what the options are gathered in
final class CommandLine<S> {
    private final List<OptionGroup<S>> groups;
    private final S settings;
    private final List<String> words;

    private CommandLine(List<OptionGroup<S>> groups, S settings, List<String> words) {
        this.groups = groups;
        this.settings = settings;
        this.words = words;
    }

    /// Reads what follows `skein run`.
    ///
    /// @throws CommandException if an option is not known, or its value will not do
    static Settings parse(String... arguments) throws CommandException {
        Settings settings = new Settings();
        read(Options.GROUPS, settings, settings.words, arguments);
        settings.check();
        return settings;
    }

    /// @param words gets what is no option
    /// @throws CommandException if an option is not known, or its value will not do
    static <S> void read(
            List<OptionGroup<S>> groups, S settings, List<String> words, String... arguments)
            throws CommandException {
        new CommandLine<>(groups, settings, words).read(Arrays.asList(arguments).iterator());
    }

    private void read(Iterator<String> arguments) throws CommandException {
        boolean options = true;
        while (arguments.hasNext()) {
            String word = arguments.next();
            if (options && word.equals("--")) {
                options = false;
            } else if (options && word.startsWith("-") && word.length() > 1) {
                readOption(word, arguments);
            } else {
                words.add(word);
            }
        }
    }

    private void readOption(String word, Iterator<String> rest) throws CommandException {
        int equals = word.indexOf('=');
        Option<S> option = find(equals < 0 ? word : word.substring(0, equals));
        if (!option.takesValue() && equals >= 0) {
            throw CommandException.usage(option.name() + " takes no value, got '" + word + "'");
        }
        String value =
                !option.takesValue()
                        ? ""
                        : equals >= 0 ? word.substring(equals + 1) : nextOf(option, rest);
        try {
            option.setter().set(settings, value);
        } catch (IllegalArgumentException e) { // also of Path.of
            throw CommandException.usage(option.name() + ": " + e.getMessage());
        }
    }

    private static String nextOf(Option<?> option, Iterator<String> rest) throws CommandException {
        if (!rest.hasNext()) {
            throw CommandException.usage(
                    option.name() + " wants a value: " + option.name() + " " + option.value());
        }
        return rest.next();
    }

    // ---- names
    // ----------------------------------------------------------------------------------------------------------------

    private Option<S> find(String name) throws CommandException {
        for (OptionGroup<S> group : groups) {
            for (Option<S> option : group.options()) {
                if (option.isCalled(name)) {
                    return option;
                }
            }
        }
        throw CommandException.usage(
                "unknown option '"
                        + name
                        + "'; did you mean "
                        + nearest(name)
                        + "? 'skein --help' lists all");
    }

    private String nearest(String name) {
        @Nullable String best = null;
        int least = Integer.MAX_VALUE;
        for (OptionGroup<S> group : groups) {
            for (Option<S> option : group.options()) {
                int distance = distance(name, option.name());
                if (distance < least) {
                    least = distance;
                    best = option.name();
                }
            }
        }
        return String.valueOf(best);
    }

    /// Levenshtein's: how many characters to add, remove or change.
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
