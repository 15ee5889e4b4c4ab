/// The house rules, as tests: which room may import which, what `http` must not touch, names, and whether the documents tell the
/// truth about the sources.
@NullMarked
package dev.skein.quality;

import org.jspecify.annotations.NullMarked;
