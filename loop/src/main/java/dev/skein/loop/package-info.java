/// The event loop: threads of control wound on a few platform threads. asyncio's vocabulary, plain blocking-looking Java.
///
/// ## Where to start
/// [EventLoop] runs callbacks and carries [Task]s; [LoopGroup] is several of them, one per processor. A server opens a [Listener],
/// a client calls [Connector#connect]; both meet their peer through the pair [Transport] (what we do to the connection) and
/// [Protocol] (what the connection does to us). [Tls] encrypts it, from the start or later ([Connector#startTls]). [Timeout] and [TaskScope] give blocks of code a limit and an
/// end. [LoopOptions] has the dials.
///
/// ```java
/// try (EventLoop loop = new EventLoop()) {
///     loop.runUntilComplete(() -> {
///         loop.sleep(Duration.ofSeconds(1)); // parks the task, not the loop
///         return "done";
///     });
/// }
/// ```
///
/// ## The walk of the data
/// ```
/// socket ── Poller ──> SocketTransport ──(TlsTransport)──> Protocol ──unpark──> Task
///                        reads into the loop's one            short,            plain blocking
///                        buffer, LoopBuffers                  on the loop       code
/// socket <── Outbox <── SocketTransport <──(TlsTransport)── Transport.write <── Task
///             chunks, arrays, files;                        gathers until the end of the turn
///             written once per turn
/// ```
/// One turn of the loop: poll, take what other threads left ([Inbox]), fire [Timers], run [Heirs] and the steps that were ready
/// ([StepQueue]), flush what was written ([DirtyList]).
///
/// A task is a virtual thread whose scheduler is its loop ([VirtualThreads], [CarriedTask]). When it parks, its step ends; when
/// it is unparked, it is queued again, by itself: the task object is executor, queue node and outcome in one. Without
/// `--add-opens java.base/java.lang=ALL-UNNAMED` tasks run on the JDK's scheduler instead: the same behaviour, slower.
///
/// ## The rules of ownership
/// * Everything marked "touched only by whoever holds the loop" is plain memory. [Ownership] says who holds it: the [Driver]
///   between steps, and during a step whoever called [EventLoop#enter()], until [EventLoop#exit()]. [EventLoop#run(Runnable)] is
///   both, and the way in from other threads.
/// * A step of user code runs with the loop *open*: the [Watchdog] may give the loop to another driver when the step takes too
///   long. The step then goes on beside the loop, and comes back to it, by yielding, when it next needs it.
/// * What holds the loop is short: no user code but [Protocol]'s, no logging. Reports and log lines are set aside
///   ([LoopCore#aside]) and run as steps of their own.
/// * What holds the loop may share a monitor (`synchronized`) with tasks that hold it for moments only, and do not call the loop
///   meanwhile. Should the JDK leave the monitor to a task of the loop that waits for it, that task runs beside the loop
///   ([Heirs]). No other lock may be shared: the next owner of a [java.util.concurrent.locks.ReentrantLock] may stand in the
///   loop's own queue.
/// * Nothing here is tied to a platform thread: no thread locals, no confined memory.
/// * Callbacks and tasks of one loop may overlap, after a hand-off or a wait for a monitor. What they share needs the usual
///   concurrent collections.
/// * Every connection ends with exactly one [Protocol#connectionLost], every file given to [Transport#writeFile] is closed,
///   and no continuation is ever refused: after [EventLoop#close()] tasks go on elsewhere ([Leftovers]).
///
/// ## Not here
/// HTTP or any other protocol's bytes (`dev.skein.http`), messages and apps (`dev.skein.app`), name resolution (give
/// [Connector] resolved addresses), UDP, and a thread pool: blocking code may simply run in a task.
@NullMarked
package dev.skein.loop;

import org.jspecify.annotations.NullMarked;
