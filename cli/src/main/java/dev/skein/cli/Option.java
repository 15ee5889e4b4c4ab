package dev.skein.cli;

import java.util.List;

/// One option of the command.
///
/// @param name with its dashes; a short and a long one are separated by a comma
/// @param value what stands for the value in the help; empty if it takes none
/// @param standard the default, in a form the option takes; empty if there is none to show
/// @param help one or two sentences
/// @param setter takes the value, which is empty if the option takes none
/// @param <S> what the options of this command are gathered in
record Option<S>(String name, String value, String standard, String help, Setter<S> setter) {
    @FunctionalInterface
    interface Setter<S> {
        /// Takes the value over.
        ///
        /// @throws IllegalArgumentException if the value will not do; the message says what was expected
        void set(S settings, String value);
    }

    static <S> Option<S> flag(String name, String help, Setter<S> setter) {
        return new Option<>(name, "", "", help, setter);
    }

    /// Whether `word` is this option; of several names, separated by a comma, each is.
    boolean isCalled(String word) {
        return List.of(name.split(", ", -1)).contains(word);
    }

    boolean takesValue() {
        return !value.isEmpty();
    }
}
