package dev.skein.web;

import java.lang.StackWalker.StackFrame;

/// Where in the application's source something was added: for messages.
final class RouteOrigin {
    private static final String HERE = RouteOrigin.class.getPackageName();

    private RouteOrigin() {}

    /// `Main.java:12`: the innermost caller outside this package.
    static String find() {
        return StackWalker.getInstance()
                .walk(
                        frames ->
                                frames.filter(RouteOrigin::isOutside)
                                        .findFirst()
                                        .map(
                                                frame ->
                                                        frame.getFileName()
                                                                + ":"
                                                                + frame.getLineNumber())
                                        .orElse("unknown source"));
    }

    private static boolean isOutside(StackFrame frame) {
        String type = frame.getClassName();
        return !type.substring(0, Math.max(0, type.lastIndexOf('.'))).equals(HERE);
    }
}
