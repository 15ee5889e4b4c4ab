/// Tests of the web framework.
@NullMarked
package dev.skein.web;

import org.jspecify.annotations.NullMarked;
