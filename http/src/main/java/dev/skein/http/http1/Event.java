package dev.skein.http.http1;

/// What a parser has read: one head, any number of [Data], one [End]. Interim responses are heads
/// without an end.
public sealed interface Event permits RequestHead, ResponseHead, Data, End {}
