package dev.skein.client;

import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.ResponseHead;
import dev.skein.loop.Protocol;

/// What takes a connection over when the server has answered 101 Switching Protocols.
@FunctionalInterface
interface Upgrade {
    /// Checks the answer and makes the protocol that goes on. Called on the loop.
    ///
    /// @param gone to be run, on the loop, when the connection is lost
    /// @throws RemoteProtocolException when the answer is not by the rules
    Protocol accept(ResponseHead head, Runnable gone) throws RemoteProtocolException;
}
