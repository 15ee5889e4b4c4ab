/// WebSocket conformance: the 517 cases of the Autobahn suite, played against our code.
///
/// **Start at** [dev.skein.quality.websocket.AutobahnTest]. **The walk:** [dev.skein.quality.websocket.Cases] has an
/// [dev.skein.quality.websocket.AutobahnCase] for each identifier of the list in `autobahn/cases.json`. Its script tells a
/// [dev.skein.quality.websocket.Tester] what to send and what to expect, over a [dev.skein.quality.websocket.Wire] to a
/// [dev.skein.quality.websocket.Peer] that echoes messages.
///
/// **Rules.** The tester shares no code with what it tests: frames, masking, handshake and compression are its own. It is strict
/// beyond the suite: what is not announced in a script may not come, nothing may come after a close frame, text that can be
/// compressed must come compressed, and a window that was agreed is measured. It is lenient only where the expectation in the list
/// leaves a choice; such a script names all choices. A message count lower than the suite's is in
/// [dev.skein.quality.websocket.Counts] and nowhere else.
///
/// **Not here:** unit tests of the codec, which live beside it.
@NullMarked
package dev.skein.quality.websocket;

import org.jspecify.annotations.NullMarked;
