package dev.skein.loop;

/// What a task without a result does.
@FunctionalInterface
public interface TaskBody {
    /// Does it.
    ///
    /// @throws Exception the task's failure; see [Task#join()]
    void run() throws Exception;
}
