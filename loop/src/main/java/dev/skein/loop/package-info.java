/// The event loop.
@NullMarked
package dev.skein.loop;

import org.jspecify.annotations.NullMarked;
