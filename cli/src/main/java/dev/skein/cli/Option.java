package dev.skein.cli;

/// One option of the command.
///
/// @param name with its dashes
/// @param value what stands for the value in the help; empty if it takes none
/// @param standard the default, in a form the option takes; empty if there is none to show
/// @param help one or two sentences
/// @param setter takes the value, which is empty if the option takes none
record Option(String name, String value, String standard, String help, Setter setter) {
    @FunctionalInterface
    interface Setter {
        /// Takes the value over.
        ///
        /// @throws IllegalArgumentException if the value will not do; the message says what was expected
        void set(Settings settings, String value);
    }

    static Option flag(String name, String help, Setter setter) {
        return new Option(name, "", "", help, setter);
    }

    boolean takesValue() {
        return !value.isEmpty();
    }
}
