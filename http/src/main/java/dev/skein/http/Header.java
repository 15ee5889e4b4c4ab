package dev.skein.http;

/// One field of [Headers].
///
/// @param name in lower case
/// @param value without surrounding whitespace, one character per byte
public record Header(String name, String value) {}
