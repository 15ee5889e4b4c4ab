package dev.skein.cli;

import java.util.List;

/// Options that belong together in the help.
record OptionGroup<S>(String title, List<Option<S>> options) {}
