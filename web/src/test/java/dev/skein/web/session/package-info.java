@NullMarked
package dev.skein.web.session;

import org.jspecify.annotations.NullMarked;
