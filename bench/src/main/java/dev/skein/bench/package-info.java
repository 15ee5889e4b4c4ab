/// # Micro-benchmarks
///
/// **What it is.** What single steps cost, in nanoseconds, beside the plainest way to do the same: heads and frames parsed, headers
/// found, paths matched, tasks started and woken, timers set. JMH runs them. What they add up to under load is measured from outside,
/// by the scripts beside this module.
///
/// **Where to start.** Any class here: its first lines say what is measured, what the baseline is and what that leaves out.
/// [Measured] says how; [RunningLoop] is the loop of those that need one.
///
/// **The rules.**
/// * Each benchmark checks, at little or no cost, that the work was done. A test runs every one for a moment, and judges no speed.
/// * Only public API is used: what is not public is measured through what is.
/// * A step that must happen on a loop or in a virtual thread is done many times in a row there, so that the way there and back does
///   not count.
///
/// **What is not here.** Sockets, and requests per second.
@NullMarked
package dev.skein.bench;

import org.jspecify.annotations.NullMarked;
