package dev.skein.web;

/// Opens something that lives as long as the application does: a pool of database connections, a client, a background task.
@FunctionalInterface
public interface ApplicationResource {
    /// Opens it, and puts it where handlers find it.
    ///
    /// @return closes it again; called when the application ends, or when a later step of its start fails
    /// @throws Exception keeps the application from starting
    AutoCloseable open(Application app) throws Exception;
}
