package dev.skein.web;

/// Something to be done when an application starts or ends.
@FunctionalInterface
public interface ApplicationHook {
    /// Does it.
    ///
    /// @throws Exception at start: it keeps the application from starting. At the end: it is reported when everything else is done
    void run(Application app) throws Exception;
}
