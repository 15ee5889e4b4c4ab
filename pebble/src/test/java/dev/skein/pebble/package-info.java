/// Tests of templates.
@NullMarked
package dev.skein.pebble;

import org.jspecify.annotations.NullMarked;
