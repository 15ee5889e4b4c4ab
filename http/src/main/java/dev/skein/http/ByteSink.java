package dev.skein.http;

import java.util.Arrays;

/// Growable output: bytes are put at the end, and read from [#array] up to [#size].
///
/// Belongs to one thread at a time. It never shrinks by itself: [#clear] keeps the array for the
/// next message.
public final class ByteSink {
    private static final byte[] HEX_DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private byte[] array;
    private int size;

    /// A sink with room for 256 bytes.
    public ByteSink() {
        this(256);
    }

    /// A sink with room from the start.
    ///
    /// @param capacity bytes to make room for at first
    public ByteSink(int capacity) {
        this.array = new byte[capacity];
    }

    /// The bytes themselves, of which the first [#size] count. The next `put` may replace the
    /// array.
    public byte[] array() {
        return array;
    }

    /// How many bytes have been put since the last [#clear].
    public int size() {
        return size;
    }

    /// Forgets every byte and keeps the room.
    public void clear() {
        size = 0;
    }

    /// Forgets the bytes after the first `length`.
    ///
    /// @throws IllegalArgumentException when fewer bytes than that are here
    public void truncate(int length) {
        if (length < 0 || length > size) {
            throw new IllegalArgumentException(
                    "expected a length from 0 to " + size + ", came " + length);
        }
        size = length;
    }

    /// Puts the low eight bits.
    public void put(int b) {
        reserve(1);
        array[size++] = (byte) b;
    }

    public void put(byte[] bytes) {
        put(bytes, 0, bytes.length);
    }

    public void put(byte[] bytes, int offset, int length) {
        reserve(length);
        System.arraycopy(bytes, offset, array, size, length);
        size += length;
    }

    /// Puts one byte per character.
    ///
    /// @throws IllegalArgumentException when a character is not ASCII; nothing has been put then
    public void putAscii(String text) {
        int length = text.length();
        reserve(length);
        int seen = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            seen |= c;
            array[size + i] = (byte) c;
        }
        if (seen > 0x7F) {
            throw new IllegalArgumentException(
                    "expected ASCII, came \"" + Escapes.escape(text, 100) + '"');
        }
        size += length;
    }

    /// Puts the number in decimal digits, with a minus sign when it is negative.
    public void putDecimal(long value) {
        if (value < 0) {
            putAscii(Long.toString(value));
            return;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        reserve(digits);
        long rest = value;
        for (int i = size + digits - 1; i >= size; i--) {
            array[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
    }

    /// Puts the number in lower-case hexadecimal digits, read as unsigned, without leading zeros.
    public void putHex(long value) {
        int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) >> 2);
        reserve(digits);
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            array[size++] = HEX_DIGITS[(int) (value >>> shift) & 0xF];
        }
    }

    /// A copy of exactly the bytes put.
    public byte[] toByteArray() {
        return Arrays.copyOf(array, size);
    }

    private void reserve(int more) {
        if (array.length - size < more) {
            array =
                    Arrays.copyOf(
                            array,
                            Math.max(Math.addExact(size, more), Math.max(16, array.length << 1)));
        }
    }
}
