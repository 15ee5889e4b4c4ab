package dev.skein.client.cookie;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Escapes;
import java.util.Arrays;

/// The rules of a suffix list: a hash table of ints over one array of bytes.
///
/// The hash of a domain is made from its end, so that one walk over a host has those of all the domains above it.
final class PublicSuffixTable {
    private static final int RULE = 1;
    private static final int WILDCARD = 2;
    private static final int EXCEPTION = 4;

    /// Per domain: its kinds of rule, its length, and so many ASCII bytes.
    private byte[] pool = new byte[1 << 15];

    private int used = 1;

    /// Where in the pool a domain stands; 0 for a free slot.
    private int[] slots = new int[1 << 10];

    private int count;

    private PublicSuffixTable() {}

    /// Reads `public_suffix_list.dat`.
    ///
    /// @throws IllegalArgumentException when a line is no rule, naming it
    static PublicSuffixTable parse(byte[] list) {
        PublicSuffixTable table = new PublicSuffixTable();
        int line = 1;
        for (int from = 0; from < list.length; line++) {
            int to = from;
            while (to < list.length && list[to] != '\n') {
                to++;
            }
            try {
                table.addLine(list, from, to);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + line + ": " + e.getMessage(), e);
            }
            from = to + 1;
        }
        table.pool = Arrays.copyOf(table.pool, table.used);
        return table;
    }

    /// A rule is what stands before the first blank; comments begin with `//`.
    private void addLine(byte[] list, int from, int to) {
        int end = from;
        while (end < to && (list[end] & 0xFF) > ' ') {
            end++;
        }
        if (end == from || (list[from] == '/' && from + 1 < end && list[from + 1] == '/')) {
            return;
        }
        String rule = new String(list, from, end - from, UTF_8);
        if (rule.startsWith("!")) {
            add(rule.substring(1), EXCEPTION);
        } else if (rule.startsWith("*.")) {
            add(rule.substring(2), WILDCARD);
        } else {
            add(rule, RULE);
        }
    }

    private void add(String domain, int kind) {
        String name = PublicSuffixes.canonical(domain);
        if (name == null || name.isEmpty() || name.length() > 253 || name.indexOf('*') >= 0) {
            throw new IllegalArgumentException(
                    "expected a domain, \"*.\" before it or \"!\" before it, came \""
                            + Escapes.escape(domain, 100)
                            + '"');
        }
        int hash = 0;
        for (int i = name.length() - 1; i >= 0; i--) {
            hash = hash * 31 + name.charAt(i);
        }
        int slot = slotOf(name, 0, name.length(), hash);
        if (slots[slot] == 0) {
            slots[slot] = append(name);
            count++;
        }
        pool[slots[slot]] |= (byte) kind;
        if (count * 2 > slots.length) {
            grow();
        }
    }

    private int append(String name) {
        if (used + name.length() + 2 > pool.length) {
            pool = Arrays.copyOf(pool, pool.length * 2);
        }
        int at = used;
        pool[at + 1] = (byte) name.length();
        for (int i = 0; i < name.length(); i++) {
            pool[at + 2 + i] = (byte) name.charAt(i);
        }
        used += name.length() + 2;
        return at;
    }

    private void grow() {
        int[] old = slots;
        slots = new int[old.length * 2];
        for (int at : old) {
            if (at != 0) {
                int hash = 0;
                for (int i = lengthAt(at) - 1; i >= 0; i--) {
                    hash = hash * 31 + pool[at + 2 + i];
                }
                slots[freeSlot(hash)] = at;
            }
        }
    }

    private int freeSlot(int hash) {
        int slot = first(hash);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private int first(int hash) {
        return (hash ^ hash >>> 15) & (slots.length - 1);
    }

    private int lengthAt(int at) {
        return pool[at + 1] & 0xFF;
    }

    /// The slot of the domain, or the free one where it belongs.
    private int slotOf(String host, int from, int to, int hash) {
        int slot = first(hash);
        while (slots[slot] != 0 && !isAt(slots[slot], host, from, to)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private boolean isAt(int at, String host, int from, int to) {
        if (lengthAt(at) != to - from) {
            return false;
        }
        for (int i = from, k = at + 2; i < to; i++, k++) {
            if (host.charAt(i) != pool[k]) {
                return false;
            }
        }
        return true;
    }

    private int kindsOf(String host, int from, int to, int hash) {
        int at = slots[slotOf(host, from, to, hash)];
        return at == 0 ? 0 : pool[at];
    }

    /// Where the suffix of the host begins.
    ///
    /// @param host in lower case and ASCII, without empty labels but perhaps the last one
    /// @param end where its last label with characters ends
    int suffixStart(String host, int end) {
        int hash = 0;
        int suffix = -1;
        int above = end;
        boolean wildcard = false;
        for (int i = end - 1; i >= -1; i--) {
            if (i < 0 || host.charAt(i) == '.') {
                int start = i + 1;
                int kinds = kindsOf(host, start, end, hash);
                if ((kinds & EXCEPTION) != 0) {
                    return above;
                }
                if (suffix < 0 || wildcard || (kinds & RULE) != 0) {
                    suffix = start;
                }
                wildcard = (kinds & WILDCARD) != 0;
                above = start;
            }
            if (i >= 0) {
                hash = hash * 31 + host.charAt(i);
            }
        }
        return suffix;
    }
}
