/// Tests of the command: its options, what it compiles and finds, and whole runs as a process.
@NullMarked
package dev.skein.cli;

import org.jspecify.annotations.NullMarked;
