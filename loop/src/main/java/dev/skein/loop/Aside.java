package dev.skein.loop;

/// A report or log line, kept apart from code that holds the loop.
final class Aside extends Step {
    private final Runnable action;

    Aside(Runnable action) {
        this.action = action;
    }

    @Override
    void proceed() {
        action.run();
    }

    @Override
    AfterClose afterClose() {
        return AfterClose.ELSEWHERE;
    }

    @Override
    Object subject() {
        return "a report";
    }
}
