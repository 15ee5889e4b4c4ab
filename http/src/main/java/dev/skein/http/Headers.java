package dev.skein.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Header fields: immutable, in order, names without case, the same name as often as it came.
///
/// They are one block of wire bytes (`name: value CRLF`, again and again) and the offsets into it.
/// Received headers keep the bytes that came; built ones are rendered once. Strings are made only
/// when asked for, one character per byte (ISO-8859-1), so asking twice makes two: keep what you
/// need often.
///
/// Names and values have passed [Grammar]: no CR, LF or NUL can be inside.
public final class Headers implements Iterable<Header> {
    /// No field at all.
    public static final Headers EMPTY = new Headers(new byte[0], new int[0], 0, 0);

    private final byte[] block;

    /// Per field: start and end of its name, start and end of its value.
    private final int[] offsets;

    private final int known;
    private final int repeated;

    /// Takes the arrays over; the block holds nothing but the field lines.
    Headers(byte[] block, int[] offsets, int known, int repeated) {
        this.block = block;
        this.offsets = offsets;
        this.known = known;
        this.repeated = repeated;
    }

    /// Fields from names and values in turn: `Headers.of("content-type", "text/plain", "vary",
    /// "accept")`.
    ///
    /// @throws IllegalArgumentException when a name or value is not fit for the wire, or a value is
    ///     missing
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "expected names and values in pairs, came "
                            + namesAndValues.length
                            + " strings: give every name a value");
        }
        Builder builder = new Builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /// A builder that holds these fields already.
    public Builder toBuilder() {
        return new Builder().addAll(this);
    }

    public int size() {
        return offsets.length >> 2;
    }

    public boolean isEmpty() {
        return offsets.length == 0;
    }

    /// The name of the field at `index`, in lower case.
    public String name(int index) {
        int at = index << 2;
        int start = offsets[at];
        return new String(block, start, offsets[at + 1] - start, ISO_8859_1)
                .toLowerCase(Locale.ROOT);
    }

    /// The value of the field at `index`.
    public String value(int index) {
        int at = index << 2;
        int start = offsets[at + 2];
        return new String(block, start, offsets[at + 3] - start, ISO_8859_1);
    }

    /// The value of the first field of that name, or null.
    public @Nullable String get(String name) {
        int index = indexOf(name, 0);
        return index < 0 ? null : value(index);
    }

    /// The values of all fields of that name, in order.
    public List<String> getAll(String name) {
        List<String> values = new ArrayList<>();
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            values.add(value(i));
        }
        return List.copyOf(values);
    }

    public boolean contains(String name) {
        return indexOf(name, 0) >= 0;
    }

    /// Whether a field of that name is here; costs one comparison of bits.
    public boolean has(KnownField field) {
        return (known & field.bit()) != 0;
    }

    /// Whether a field of that name is here more than once; costs one comparison of bits.
    public boolean repeats(KnownField field) {
        return (repeated & field.bit()) != 0;
    }

    /// Whether a field called `name` lists the token, compared without case, in any of its lines.
    ///
    /// RFC 9110 §5.6.1: "A recipient MUST parse and ignore a reasonable number of empty list
    /// elements"
    public boolean hasToken(String name, String token) {
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            if (listsToken(offsets[(i << 2) + 2], offsets[(i << 2) + 3], token)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the first field of that name is a host with an optional port
    /// ([Grammar#isAuthority]).
    public boolean hasAuthority(String name) {
        int at = indexOf(name, 0) << 2;
        return at >= 0 && Grammar.isAuthority(block, offsets[at + 2], offsets[at + 3]);
    }

    /// These fields with one called `name` in place of all that were; it stands last.
    public Headers with(String name, String value) {
        return toBuilder().set(name, value).build();
    }

    /// These fields and one more.
    public Headers plus(String name, String value) {
        return toBuilder().add(name, value).build();
    }

    /// These fields but those of that name.
    public Headers without(String name) {
        return contains(name) ? toBuilder().remove(name).build() : this;
    }

    /// These fields and then those.
    public Headers plusAll(Headers more) {
        if (more.isEmpty()) {
            return this;
        }
        return isEmpty() ? more : toBuilder().addAll(more).build();
    }

    /// Puts every field line, each with its CRLF; the empty line after them is the caller's.
    public void writeTo(ByteSink out) {
        out.put(block, 0, block.length);
    }

    /// Puts the lines of all fields but the given ones.
    public void writeTo(ByteSink out, KnownField... but) {
        int drop = 0;
        for (KnownField field : but) {
            drop |= field.bit();
        }
        if ((known & drop) == 0) {
            writeTo(out);
            return;
        }
        for (int at = 0; at < offsets.length; at += 4) {
            int lineEnd = at + 4 < offsets.length ? offsets[at + 4] : block.length;
            if ((KnownField.bitOf(block, offsets[at], offsets[at + 1]) & drop) == 0) {
                out.put(block, offsets[at], lineEnd - offsets[at]);
            }
        }
    }

    /// How many bytes [#writeTo] puts.
    public int wireSize() {
        return block.length;
    }

    @Override
    public Iterator<Header> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public Header next() {
                if (next >= size()) {
                    throw new NoSuchElementException("all " + size() + " fields have been read");
                }
                return new Header(name(next), value(next++));
            }
        };
    }

    /// The same fields in the same order; names without case, values byte by byte.
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Headers that) || that.offsets.length != offsets.length) {
            return false;
        }
        for (int at = 0; at < offsets.length; at += 4) {
            if (!sameField(that, at)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int at = 0; at < offsets.length; at += 4) {
            for (int i = offsets[at]; i < offsets[at + 1]; i++) {
                hash = 31 * hash + Grammar.lower(block[i]);
            }
            for (int i = offsets[at + 2]; i < offsets[at + 3]; i++) {
                hash = 31 * hash + block[i];
            }
        }
        return hash;
    }

    /// For logs: escaped, on one line, values cut after 200 characters. It hides no secrets.
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < size(); i++) {
            out.append(i == 0 ? "" : ", ")
                    .append(name(i))
                    .append(": ")
                    .append(Escapes.escape(value(i), 200));
        }
        return out.append('}').toString();
    }

    private int indexOf(String name, int first) {
        int[] at = offsets;
        int length = name.length();
        for (int i = first << 2; i < at.length; i += 4) {
            if (at[i + 1] - at[i] == length
                    && Grammar.equalsIgnoreCase(block, at[i], at[i + 1], name)) {
                return i >> 2;
            }
        }
        return -1;
    }

    private boolean listsToken(int from, int to, String token) {
        int i = from;
        while (i < to) {
            int end = i;
            while (end < to && block[end] != ',') {
                end++;
            }
            int next = end + 1;
            while (i < end && (block[i] == ' ' || block[i] == '\t')) {
                i++;
            }
            while (end > i && (block[end - 1] == ' ' || block[end - 1] == '\t')) {
                end--;
            }
            if (Grammar.equalsIgnoreCase(block, i, end, token)) {
                return true;
            }
            i = next;
        }
        return false;
    }

    private boolean sameField(Headers that, int at) {
        if (offsets[at + 1] - offsets[at] != that.offsets[at + 1] - that.offsets[at]) {
            return false;
        }
        for (int i = offsets[at], k = that.offsets[at]; i < offsets[at + 1]; i++, k++) {
            if (Grammar.lower(block[i]) != Grammar.lower(that.block[k])) {
                return false;
            }
        }
        return Arrays.equals(
                block,
                offsets[at + 2],
                offsets[at + 3],
                that.block,
                that.offsets[at + 2],
                that.offsets[at + 3]);
    }

    /// Collects fields. Each is judged and rendered when it is added; a refused one leaves the
    /// builder as it was. It may be used on after [#build].
    public static final class Builder {
        private byte[] block = new byte[128];
        private int length;
        private int[] offsets = new int[16];
        private int used;

        private Builder() {}

        /// Adds a field after all others.
        ///
        /// @param value spaces and tabs around it are dropped; characters up to 0xFF, one byte each
        /// @throws IllegalArgumentException when the name is no token, or the value holds what no
        ///     value may hold
        public Builder add(String name, String value) {
            int valueFrom = 0;
            int valueTo = value.length();
            while (valueFrom < valueTo && isBlank(value.charAt(valueFrom))) {
                valueFrom++;
            }
            while (valueTo > valueFrom && isBlank(value.charAt(valueTo - 1))) {
                valueTo--;
            }
            requireName(name);
            requireValue(name, value, valueFrom, valueTo);
            reserve(name.length() + valueTo - valueFrom + 4);
            offsets[used] = length;
            length = putLower(name, length);
            offsets[used + 1] = length;
            block[length++] = ':';
            block[length++] = ' ';
            offsets[used + 2] = length;
            for (int i = valueFrom; i < valueTo; i++) {
                block[length++] = (byte) value.charAt(i);
            }
            offsets[used + 3] = length;
            block[length++] = '\r';
            block[length++] = '\n';
            used += 4;
            return this;
        }

        /// Removes all fields of that name and adds this one.
        ///
        /// @throws IllegalArgumentException as [#add] does; nothing has been removed then
        public Builder set(String name, String value) {
            int before = used;
            add(name, value);
            removeBefore(name, before);
            return this;
        }

        /// Removes all fields of that name.
        public Builder remove(String name) {
            removeBefore(name, used);
            return this;
        }

        /// Adds all fields of `more`.
        public Builder addAll(Headers more) {
            int fields = more.offsets.length;
            if (offsets.length - used < fields) {
                offsets = Arrays.copyOf(offsets, Math.max(used + fields, offsets.length * 2));
            }
            reserve(more.block.length);
            System.arraycopy(more.block, 0, block, length, more.block.length);
            for (int i = 0; i < fields; i++) {
                offsets[used++] = more.offsets[i] + length;
            }
            length += more.block.length;
            return this;
        }

        public Headers build() {
            if (used == 0) {
                return EMPTY;
            }
            int known = 0;
            int repeated = 0;
            for (int at = 0; at < used; at += 4) {
                int bit = KnownField.bitOf(block, offsets[at], offsets[at + 1]);
                repeated |= known & bit;
                known |= bit;
            }
            return new Headers(
                    Arrays.copyOf(block, length), Arrays.copyOf(offsets, used), known, repeated);
        }

        /// Removes fields of that name among the first `limit` slots, and closes the gaps.
        private void removeBefore(String name, int limit) {
            int kept = 0;
            int end = 0;
            for (int at = 0; at < used; at += 4) {
                int start = offsets[at];
                int lineEnd = at + 4 < used ? offsets[at + 4] : length;
                if (at < limit && Grammar.equalsIgnoreCase(block, start, offsets[at + 1], name)) {
                    continue;
                }
                int shift = start - end;
                System.arraycopy(block, start, block, end, lineEnd - start);
                for (int i = 0; i < 4; i++) {
                    offsets[kept++] = offsets[at + i] - shift;
                }
                end = lineEnd - shift;
            }
            used = kept;
            length = end;
        }

        private int putLower(String name, int at) {
            for (int i = 0; i < name.length(); i++) {
                block[at + i] = Grammar.lower(name.charAt(i));
            }
            return at + name.length();
        }

        private void reserve(int bytes) {
            if (block.length - length < bytes) {
                block = Arrays.copyOf(block, Math.max(length + bytes, block.length * 2));
            }
            if (used == offsets.length) {
                offsets = Arrays.copyOf(offsets, used * 2);
            }
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t';
        }

        private static void requireName(String name) {
            if (!Grammar.isToken(name)) {
                throw new IllegalArgumentException(
                        "expected a field name of letters, digits and !#$%&'*+-.^_`|~, came \""
                                + Escapes.escape(name, 100)
                                + "\": rename the field");
            }
        }

        private static void requireValue(String name, String value, int from, int to) {
            for (int i = from; i < to; i++) {
                char c = value.charAt(i);
                if (c > 0xFF || !Grammar.isFieldValue(c)) {
                    throw new IllegalArgumentException(
                            "expected a value of visible characters up to 0xFF, spaces and tabs for field \""
                                    + name
                                    + "\", came \""
                                    + Escapes.escape(value, 100)
                                    + "\": encode or remove the rest (line breaks above all)");
                }
            }
        }
    }
}
