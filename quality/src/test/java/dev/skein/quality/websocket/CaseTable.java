package dev.skein.quality.websocket;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Cases as they are written down, each once.
final class CaseTable {
    private final Map<String, AutobahnCase> cases = new LinkedHashMap<>();

    /// A case without compression.
    void add(String id, AutobahnCase.Script script) {
        add(id, List.of(), script);
    }

    void add(String id, List<Wish> wishes, AutobahnCase.Script script) {
        if (cases.put(id, new AutobahnCase(id, wishes, script)) != null) {
            throw new IllegalStateException("expected each case once, but " + id + " is repeated");
        }
    }

    /// A case in which the peer has to fail the connection as soon as it has got these frames.
    void addFailure(String id, int code, Chop chop, Frame... frames) {
        add(
                id,
                tester -> {
                    tester.send(chop, frames);
                    tester.expectClose(code);
                });
    }

    /// A case in which one text comes back, and then the peer has to fail the connection.
    void addEchoAndFailure(String id, String echo, Chop chop, Frame... frames) {
        add(
                id,
                tester -> {
                    tester.send(chop, frames);
                    tester.expectTextAndClose(echo, 1002);
                });
    }

    /// A case in which one text comes back.
    void addEcho(String id, String echo, Chop chop, Frame... frames) {
        add(
                id,
                tester -> {
                    tester.send(chop, frames);
                    tester.expectText(echo);
                    tester.closeNormally();
                });
    }

    Map<String, AutobahnCase> cases() {
        return cases;
    }
}
