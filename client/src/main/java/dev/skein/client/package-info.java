/// The HTTP and WebSocket client: [ClientSession].
@NullMarked
package dev.skein.client;

import org.jspecify.annotations.NullMarked;
