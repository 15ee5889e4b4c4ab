package dev.skein.web;

import org.jspecify.annotations.Nullable;

/// Collects what fails where everything has to be tried: the first exception, the others as its suppressed ones.
final class Failures {
    private @Nullable Exception first;

    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    void tryOut(Step step) {
        try {
            step.run();
        } catch (Exception e) {
            add(e);
        }
    }

    private void add(Exception e) {
        if (first == null) {
            first = e;
        } else if (first != e) {
            first.addSuppressed(e);
        }
    }

    /// Hands what was collected to another exception.
    void addTo(Exception cause) {
        if (first != null && first != cause) {
            cause.addSuppressed(first);
        }
    }

    void throwIfAny() throws Exception {
        if (first != null) {
            throw first;
        }
    }
}
