/// Tests of the middlewares, in memory.
@NullMarked
package dev.skein.web.middleware;

import org.jspecify.annotations.NullMarked;
