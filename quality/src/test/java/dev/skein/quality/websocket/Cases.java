package dev.skein.quality.websocket;

import java.util.Map;

/// All cases that we play, by identifier.
final class Cases {
    private Cases() {}

    static Map<String, AutobahnCase> all() {
        CaseTable table = new CaseTable();
        FrameCases.addTo(table);
        ReservedCases.addTo(table);
        FragmentCases.addTo(table);
        Utf8Cases.addTo(table);
        CloseCases.addTo(table);
        BulkCases.addTo(table);
        DeflateCases.addTo(table);
        return table.cases();
    }
}
