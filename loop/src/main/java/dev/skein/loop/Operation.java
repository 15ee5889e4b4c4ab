package dev.skein.loop;

/// A runtime operation posted from another thread.
final class Operation extends Step {
    private final Runnable action;

    Operation(Runnable action) {
        this.action = action;
    }

    @Override
    void proceed() {
        action.run();
    }

    @Override
    boolean isRuntime() {
        return true;
    }

    @Override
    AfterClose afterClose() {
        return AfterClose.HERE;
    }

    @Override
    Object subject() {
        return action;
    }
}
