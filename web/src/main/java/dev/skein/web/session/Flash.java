package dev.skein.web.session;

/// A message for the next page: it is shown once.
///
/// @param category what kind, such as `info` or `error`
/// @param message text; whoever puts it into a page has to escape it
public record Flash(String category, String message) {}
