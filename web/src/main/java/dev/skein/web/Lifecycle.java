package dev.skein.web;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What is done when one application starts and ends.
final class Lifecycle {
    final List<ApplicationResource> resources = new ArrayList<>();
    final List<ApplicationHook> startup = new ArrayList<>();
    final List<ApplicationHook> shutdown = new ArrayList<>();
    final List<ApplicationHook> cleanup = new ArrayList<>();

    private final Application application;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    Lifecycle(Application application) {
        this.application = application;
    }

    void start() throws Exception {
        for (ApplicationResource resource : resources) {
            open.push(resource.open(application));
        }
        for (ApplicationHook hook : startup) {
            hook.run(application);
        }
    }

    void shutDown(Failures failures) {
        shutdown.forEach(hook -> failures.tryOut(() -> hook.run(application)));
    }

    void cleanUp(Failures failures) {
        cleanup.forEach(hook -> failures.tryOut(() -> hook.run(application)));
        close(failures);
    }

    /// Closes what was opened, in reverse, since the start has failed.
    void close(Exception cause) {
        Failures failures = new Failures();
        close(failures);
        failures.addTo(cause);
    }

    private void close(Failures failures) {
        while (!open.isEmpty()) {
            failures.tryOut(open.pop()::close);
        }
    }
}
