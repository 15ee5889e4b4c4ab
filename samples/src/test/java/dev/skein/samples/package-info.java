/// Runs every sample, and asks it.
@NullMarked
package dev.skein.samples;

import org.jspecify.annotations.NullMarked;
