package dev.skein.client;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;

/// Gives up the connections of responses that nobody reads or closes, once the garbage collector has found them. Without it each
/// would hold its place in the pool until the total timeout.
final class Forgotten {
    private static final System.Logger LOG = System.getLogger("dev.skein.client");
    private static final Cleaner CLEANER = Cleaner.create();

    private Forgotten() {}

    /// @param exchange must not lead to the body
    static void watch(ResponseBody body, Exchange exchange) {
        CLEANER.register(body, () -> giveUp(exchange));
    }

    private static void giveUp(Exchange exchange) {
        if (exchange.isWhole() || exchange.hasFailed()) {
            return;
        }
        LOG.log(
                Level.WARNING,
                exchange.request + ": the response was neither read to its end nor closed");
        exchange.giveUp("the response was forgotten");
    }
}
