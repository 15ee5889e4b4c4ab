package dev.skein.cli;

import java.util.List;

/// Options that belong together in the help.
record OptionGroup(String title, List<Option> options) {}
