package dev.skein.web;

import dev.skein.http.Headers;

/// On what terms files are sent.
///
/// @param fields for every response
/// @param siblings whether siblings such as `app.js.gz` are looked for
/// @param followLinks whether the file itself may be a symbolic link; siblings never may
/// @param kept whether small content is kept in memory
record PrecompressedTerms(Headers fields, boolean siblings, boolean followLinks, boolean kept) {}
