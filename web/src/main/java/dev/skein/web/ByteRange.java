package dev.skein.web;

/// A part of a representation that has at least one byte (RFC 9110 §14.1.2).
///
/// @param first the position of its first byte, from 0
/// @param last the position of its last byte
record ByteRange(long first, long last) {
    long length() {
        return last - first + 1;
    }

    /// The value of `content-range` (RFC 9110 §14.4).
    ///
    /// @param size of the whole, in bytes
    String format(long size) {
        return "bytes " + first + '-' + last + '/' + size;
    }
}
