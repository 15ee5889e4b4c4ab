package dev.skein.quality.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;

/// Data to compress: made up, but of the kind, size and message type of the suite's five files. Text is ASCII, so that it can be
/// cut anywhere.
final class Sample {
    private static final String[] WORDS =
            ("Habe nun ach die schöne alte Welt in ihrem Grund studiert und weiß doch immer nicht was sie im"
                            + " Innersten zusammenhält der Geist spricht leise von Büchern Staub Licht und Zweifel")
                    .split(" ");

    static final Sample JSON = new Sample(true, 194_056, Sample::json);
    static final Sample PICTURE = new Sample(false, 263_222, Sample::picture);
    static final Sample PROSE = new Sample(false, 222_218, Sample::prose);
    static final Sample PAGE = new Sample(true, 263_527, Sample::page);
    static final Sample PAPER = new Sample(false, 1_042_328, Sample::paper);

    private final boolean text;
    private final byte[] bytes;

    private Sample(boolean text, int size, BiConsumer<Random, ByteArrayOutputStream> part) {
        this.text = text;
        Random random = new Random(size);
        ByteArrayOutputStream out = new ByteArrayOutputStream(size);
        while (out.size() < size) {
            part.accept(random, out);
        }
        bytes = Arrays.copyOf(out.toByteArray(), size);
    }

    /// Whether it is sent as text.
    boolean isText() {
        return text;
    }

    /// The n-th message of that length: the data is cut into a row of them, over and over.
    byte[] message(int index, int length) {
        byte[] message = new byte[length];
        int from = (int) ((long) index * length % bytes.length);
        int head = Math.min(length, bytes.length - from);
        System.arraycopy(bytes, from, message, 0, head);
        System.arraycopy(bytes, 0, message, head, length - head);
        return message;
    }

    private static void json(Random random, ByteArrayOutputStream out) {
        String line =
                "{\"id\": %d, \"name\": \"user%d\", \"balance\": %d.%02d, \"active\": %s, \"tags\": [\"a%d\"]},\n"
                        .formatted(
                                random.nextInt(1_000_000),
                                random.nextInt(500),
                                random.nextInt(10_000),
                                random.nextInt(100),
                                random.nextBoolean(),
                                random.nextInt(20));
        out.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
    }

    /// A row of grey pixels, brighter and darker, with noise.
    private static void picture(Random random, ByteArrayOutputStream out) {
        int grey = random.nextInt(256);
        for (int i = 0; i < 512; i++) {
            grey += random.nextInt(7) - 3;
            out.write(grey);
        }
    }

    private static void prose(Random random, ByteArrayOutputStream out) {
        for (int i = random.nextInt(4, 9); i > 0; i--) {
            String word = WORDS[random.nextInt(WORDS.length)] + (i == 1 ? ",\r\n" : " ");
            out.writeBytes(word.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static void page(Random random, ByteArrayOutputStream out) {
        String line =
                "<tr class=\"case\"><td><a href=\"#case_%d\">Case %d</a></td><td class=\"ok\">Pass</td><td>%d ms</td></tr>\n"
                        .formatted(
                                random.nextInt(1000), random.nextInt(1000), random.nextInt(5000));
        out.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
    }

    /// An object whose content is compressed already.
    private static void paper(Random random, ByteArrayOutputStream out) {
        byte[] stream = new byte[random.nextInt(2000, 9000)];
        random.nextBytes(stream);
        String head =
                "\n%d 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n"
                        .formatted(out.size(), stream.length);
        out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(stream);
        out.writeBytes("\nendstream\nendobj\n".getBytes(StandardCharsets.US_ASCII));
    }
}
