/// Tests of the cookie jar.
@NullMarked
package dev.skein.client.cookie;

import org.jspecify.annotations.NullMarked;
