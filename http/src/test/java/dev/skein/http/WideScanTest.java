package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Eight at a time sees what one at a time sees, for every byte at every place.
class WideScanTest {
    @Test
    void everyByteAtEveryPlace() {
        for (int b = 0; b < 256; b++) {
            for (int length = 1; length <= 20; length++) {
                for (int at = 0; at < length; at++) {
                    byte[] bytes = new byte[length + 4];
                    Arrays.fill(bytes, (byte) '\n');
                    Arrays.fill(bytes, 2, length + 2, (byte) 'a');
                    bytes[2 + at] = (byte) b;

                    int end = Grammar.isFieldValue(b) ? length + 2 : 2 + at;
                    assertThat(WideScan.endOfFieldValue(bytes, 2, length + 2)).isEqualTo(end);
                    assertThat(WideScan.indexOfLineFeed(bytes, 2, length + 2))
                            .isEqualTo(b == '\n' ? 2 + at : -1);
                }
            }
        }
    }

    @Test
    void theFirstOfSeveralCounts() {
        byte[] bytes =
                "abc\n\n\u000b\nabcdefgh".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

        assertThat(WideScan.indexOfLineFeed(bytes, 0, bytes.length)).isEqualTo(3);
        assertThat(WideScan.indexOfLineFeed(bytes, 4, bytes.length)).isEqualTo(4);
        assertThat(WideScan.indexOfLineFeed(bytes, 7, bytes.length)).isEqualTo(-1);
        assertThat(WideScan.endOfFieldValue(bytes, 3, 3)).isEqualTo(3);
    }
}
