package dev.skein.http.multipart;

import dev.skein.http.Escapes;
import dev.skein.http.Headers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a parser has read: per part one [PartHead], any number of [PartData] and one [PartEnd];
/// after all parts one [End].
public sealed interface MultipartEvent {
    /// A part begins.
    ///
    /// @param headers the part's own fields, often none but Content-Disposition and Content-Type
    /// @param disposition what Content-Disposition says; null when the field is missing, repeated or
    ///     malformed, and never null in a form
    record PartHead(Headers headers, @Nullable ContentDisposition disposition)
            implements MultipartEvent {
        /// The name of the form's field, decoded; null in what is no form. Several parts may have
        /// the same.
        public @Nullable String name() {
            return disposition == null ? null : disposition.name();
        }

        /// The file's name as the peer says; null when the part is no file. Never store by it: see
        /// [ContentDisposition#safeFilename].
        public @Nullable String filename() {
            return disposition == null ? null : disposition.filename();
        }
    }

    /// A piece of the part's data, never empty. The array is the receiver's own.
    @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
    record PartData(byte[] bytes) implements MultipartEvent {
        public PartData {
            if (bytes.length == 0) {
                throw new IllegalArgumentException(
                        "expected at least one byte, came none: send no PartData at all");
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof PartData that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "PartData[" + bytes.length + " bytes: " + Escapes.escape(bytes, 40) + "]";
        }
    }

    /// The part is complete.
    record PartEnd() implements MultipartEvent {}

    /// The closing boundary has come: no part follows. What else the body holds is no part's
    /// data, but still has to be fed, because it may be against the rules.
    record End() implements MultipartEvent {}
}
