package dev.skein.cli;

import java.util.List;

/// The text of `skein --help`.
final class Help {
    private static final int WIDTH = 100;
    private static final int COLUMN = 36;
    private static final String USAGE =
            """
            Usage: skein run TARGET [options]     serves an application, or runs a program
                   skein get URL [options]        fetches a URL: see skein get --help

            TARGET is one of
              Hello.java             a Java file, compiled in memory; sources beside it are found
              Hello.java:name        one of several applications in it
              com.acme.Chat[:name]   a compiled class, found with --class-path

            An application is a method (Message, Channels), a field of type App, or a method without
            parameters that returns an App. Where there is exactly one, its name may be left out.

            A Java file with a main method and no application is a program: main runs as a task of an
            event loop. What follows the file is for the program.
            """;
    private static final String STATUS =
            """

            Exit status: 0 after a graceful stop (SIGINT or SIGTERM), 1 when a second signal cut that
            short or a program failed, 2 for a command line that makes no sense, 3 if the application
            could not be started.
            """;

    private Help() {}

    /// All of a command's help.
    static <S> String text(String usage, List<OptionGroup<S>> groups, String status) {
        StringBuilder out = new StringBuilder(usage);
        for (OptionGroup<S> group : groups) {
            out.append('\n').append(group.title()).append(":\n");
            for (Option<S> option : group.options()) {
                append(out, option);
            }
        }
        return out.append(status).toString();
    }

    static String run() {
        return text(USAGE, Options.GROUPS, STATUS);
    }

    private static void append(StringBuilder out, Option<?> option) {
        String head = "  " + option.name() + (option.takesValue() ? " " + option.value() : "");
        out.append(head);
        int column = head.length();
        if (column > COLUMN - 2) {
            out.append('\n');
            column = 0;
        }
        out.repeat(' ', COLUMN - column);
        column = COLUMN;
        for (String word : description(option).split(" ", -1)) {
            if (column + word.length() > WIDTH) {
                out.setLength(out.length() - 1);
                out.append('\n').repeat(' ', COLUMN);
                column = COLUMN;
            }
            out.append(word).append(' ');
            column += word.length() + 1;
        }
        out.setLength(out.length() - 1);
        out.append('\n');
    }

    private static String description(Option<?> option) {
        return option.standard().isEmpty()
                ? option.help()
                : option.help() + " [" + option.standard() + "]";
    }
}
