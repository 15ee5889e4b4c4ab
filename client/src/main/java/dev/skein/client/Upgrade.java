package dev.skein.client;

import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.ResponseHead;
import dev.skein.loop.Protocol;
import dev.skein.loop.Transport;

/// What takes a connection over when the server has answered 101 Switching Protocols.
@FunctionalInterface
interface Upgrade {
    /// Checks the answer and makes the protocol that goes on. Called on the loop.
    ///
    /// @param transport the connection, whose protocol the result becomes
    /// @param gone to be run, on the loop, when the connection is lost
    /// @throws RemoteProtocolException when the answer is not by the rules
    Protocol accept(ResponseHead head, Transport transport, Runnable gone)
            throws RemoteProtocolException;
}
