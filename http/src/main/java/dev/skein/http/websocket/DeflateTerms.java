package dev.skein.http.websocket;

import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.websocket.Extension.Parameter;
import org.jspecify.annotations.Nullable;

/// The parameters of one permessage-deflate offer, or of the answer to it, as they stand in the
/// field (RFC 7692 §7.1).
///
/// @param serverMaxWindowBits 8 to 15, or [#ABSENT]
/// @param clientMaxWindowBits 8 to 15, or [#ABSENT]; 15 in an offer is the parameter without a
///     value
record DeflateTerms(
        boolean serverNoContextTakeover,
        boolean clientNoContextTakeover,
        int serverMaxWindowBits,
        int clientMaxWindowBits) {
    /// The extension's name.
    static final String NAME = "permessage-deflate";

    /// The parameter is not there.
    static final int ABSENT = 0;

    private static final int LEAST_BITS = 8;
    private static final int MOST_BITS = 15;
    private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String CLIENT_BITS = "client_max_window_bits";

    /// Reads a client's offer.
    ///
    /// @return null when it is to be declined
    static @Nullable DeflateTerms ofOffer(Extension extension) {
        try {
            return parse(extension, true);
        } catch (RemoteProtocolException e) {
            // RFC 7692 §7: "A server MUST decline an extension negotiation offer for this extension
            // if any of the following conditions are met: The negotiation offer contains an
            // extension parameter not defined for use in an offer. The negotiation offer contains
            // an extension parameter with an invalid value. The negotiation offer contains multiple
            // extension parameters with the same name."
            return null;
        }
    }

    /// Reads a server's answer. What is wrong in an offer is wrong in an answer too, but here the
    /// connection must fail (RFC 7692 §7).
    ///
    /// @throws RemoteProtocolException status 400 when a parameter is unknown, repeated or not valid
    static DeflateTerms ofAnswer(Extension extension) throws RemoteProtocolException {
        return parse(extension, false);
    }

    /// What a client with these options offers.
    static DeflateTerms offer(DeflateOptions options) {
        boolean alone = !options.contextTakeover();
        int bits = options.windowBits();
        return new DeflateTerms(alone, alone, bits < MOST_BITS ? bits : ABSENT, bits);
    }

    /// What a server with these options answers to this offer.
    DeflateTerms answer(DeflateOptions options) {
        boolean alone = !options.contextTakeover();
        int server = Math.min(orMost(serverMaxWindowBits), options.windowBits());
        int client = Math.min(orMost(clientMaxWindowBits), options.windowBits());
        // RFC 7692 §7.1.2.1: "A server accepts an extension negotiation offer with this parameter
        // by including the "server_max_window_bits" extension parameter in the extension
        // negotiation response to send back to the client with the same or smaller value as the
        // offer." and "A server MAY include the "server_max_window_bits" extension parameter in an
        // extension negotiation response even if the extension negotiation offer being accepted by
        // the response didn't include the "server_max_window_bits" extension parameter."
        boolean sayServer = serverMaxWindowBits != ABSENT || server < MOST_BITS;
        // RFC 7692 §7.1.2.2: "If a received extension negotiation offer doesn't have the
        // "client_max_window_bits" extension parameter, the corresponding extension negotiation
        // response to the offer MUST NOT include the "client_max_window_bits" extension parameter."
        boolean sayClient = clientMaxWindowBits != ABSENT && client < MOST_BITS;
        return new DeflateTerms(
                serverNoContextTakeover || alone,
                clientNoContextTakeover || alone,
                sayServer ? server : ABSENT,
                sayClient ? client : ABSENT);
    }

    /// What this offer and the answer to it come to; the same on both sides.
    ///
    /// The client keeps what it announced of itself, whatever the server says of it (RFC 7692
    /// §7.1.1.2, §7.1.2.2).
    DeflateParameters agree(DeflateTerms answer) {
        return new DeflateParameters(
                answer.serverNoContextTakeover,
                clientNoContextTakeover || answer.clientNoContextTakeover,
                orMost(answer.serverMaxWindowBits),
                Math.min(orMost(clientMaxWindowBits), orMost(answer.clientMaxWindowBits)));
    }

    /// Checks that the answer grants what this offer, one of [#offer], asks for.
    ///
    /// @throws RemoteProtocolException status 400 when it does not
    void requireMetBy(DeflateTerms answer) throws RemoteProtocolException {
        // RFC 7692 §7.1.1.1: "A server accepts an extension negotiation offer that includes the
        // "server_no_context_takeover" extension parameter by including the
        // "server_no_context_takeover" extension parameter in the corresponding extension
        // negotiation response to send back to the client."
        if (serverNoContextTakeover && !answer.serverNoContextTakeover) {
            throw error(SERVER_NO_CONTEXT + " was asked for, but is not in the answer");
        }
        if (serverMaxWindowBits != ABSENT
                && (answer.serverMaxWindowBits == ABSENT
                        || answer.serverMaxWindowBits > serverMaxWindowBits)) {
            throw error(
                    "%s of at most %d was asked for, but the answer has %s"
                            .formatted(
                                    SERVER_BITS,
                                    serverMaxWindowBits,
                                    answer.serverMaxWindowBits == ABSENT
                                            ? "none"
                                            : answer.serverMaxWindowBits));
        }
        // RFC 7692 §7.1.2.2: "... in the corresponding extension negotiation response to the offer
        // with a value equal to or smaller than the received value."
        if (answer.clientMaxWindowBits > clientMaxWindowBits) {
            throw error(
                    "%s of %d was offered, but the answer has %d"
                            .formatted(
                                    CLIENT_BITS, clientMaxWindowBits, answer.clientMaxWindowBits));
        }
    }

    /// The element of `sec-websocket-extensions` that says this.
    String format() {
        StringBuilder out = new StringBuilder(NAME);
        out.append(serverNoContextTakeover ? "; " + SERVER_NO_CONTEXT : "");
        out.append(clientNoContextTakeover ? "; " + CLIENT_NO_CONTEXT : "");
        if (serverMaxWindowBits != ABSENT) {
            out.append("; ").append(SERVER_BITS).append('=').append(serverMaxWindowBits);
        }
        if (clientMaxWindowBits != ABSENT) {
            out.append("; ").append(CLIENT_BITS);
            out.append(clientMaxWindowBits < MOST_BITS ? "=" + clientMaxWindowBits : "");
        }
        return out.toString();
    }

    private static DeflateTerms parse(Extension extension, boolean offer)
            throws RemoteProtocolException {
        boolean serverAlone = false;
        boolean clientAlone = false;
        int server = ABSENT;
        int client = ABSENT;
        for (Parameter parameter : extension.parameters()) {
            switch (parameter.name()) {
                case SERVER_NO_CONTEXT -> serverAlone = flag(parameter, serverAlone);
                case CLIENT_NO_CONTEXT -> clientAlone = flag(parameter, clientAlone);
                case SERVER_BITS -> server = bits(parameter, server, ABSENT);
                // RFC 7692 §7.1.2.2: "This parameter has no value or a decimal integer value
                // without leading zeroes between 8 to 15 inclusive" - in an offer.
                case CLIENT_BITS -> client = bits(parameter, client, offer ? MOST_BITS : ABSENT);
                default ->
                        throw error(
                                "has an unknown parameter " + Escapes.escape(parameter.name(), 50));
            }
        }
        return new DeflateTerms(serverAlone, clientAlone, server, client);
    }

    private static boolean flag(Parameter parameter, boolean before)
            throws RemoteProtocolException {
        requireOnce(parameter, before);
        if (parameter.value() != null) {
            throw error(parameter.name() + " has a value");
        }
        return true;
    }

    /// @param bare what the parameter means without a value; [#ABSENT] if it must have one
    private static int bits(Parameter parameter, int before, int bare)
            throws RemoteProtocolException {
        requireOnce(parameter, before != ABSENT);
        String value = parameter.value();
        if (value == null && bare != ABSENT) {
            return bare;
        }
        // RFC 7692 §7.1.2.1: "This parameter has a decimal integer value without leading zeroes
        // between 8 to 15, inclusive"
        long bits = value == null || value.startsWith("0") ? -1 : Grammar.decimal(value);
        if (bits < LEAST_BITS || bits > MOST_BITS) {
            throw error(parameter.name() + " is not a number from 8 to 15");
        }
        return (int) bits;
    }

    private static void requireOnce(Parameter parameter, boolean before)
            throws RemoteProtocolException {
        if (before) {
            throw error(parameter.name() + " more than once");
        }
    }

    private static int orMost(int bits) {
        return bits == ABSENT ? MOST_BITS : bits;
    }

    private static RemoteProtocolException error(String what) {
        return new RemoteProtocolException(400, NAME + ": " + what);
    }
}
