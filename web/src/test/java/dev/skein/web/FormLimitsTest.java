package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.multipart.MultipartLimits;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FormLimitsTest {
    @Test
    void changesOneAtATime() {
        FormLimits limits =
                FormLimits.defaults()
                        .withFields(1)
                        .withFiles(2)
                        .withFieldBytes(3)
                        .withFileBytes(4)
                        .withHeaderBytes(5)
                        .withSmallFile(6)
                        .withMemory(7)
                        .withDirectory(Path.of("d"));
        assertThat(limits).isEqualTo(new FormLimits(1, 2, 3, 4, 5, 6, 7, Path.of("d")));
    }

    @Test
    void refusesWhatIsOutOfRange() {
        FormLimits limits = FormLimits.defaults();
        assertThatThrownBy(() -> limits.withFields(-1)).hasMessageContaining("fields from 0");
        assertThatThrownBy(() -> limits.withFiles(Integer.MAX_VALUE))
                .hasMessageContaining("files from 0");
        assertThatThrownBy(() -> limits.withFieldBytes(-1)).hasMessageContaining("fieldBytes");
        assertThatThrownBy(() -> limits.withFileBytes(-1)).hasMessageContaining("fileBytes");
        assertThatThrownBy(() -> limits.withHeaderBytes(0)).hasMessageContaining("headerBytes");
        assertThatThrownBy(() -> limits.withSmallFile(-1)).hasMessageContaining("smallFile");
        assertThatThrownBy(() -> limits.withMemory(-1)).hasMessageContaining("memory");
    }

    @Test
    void everyPartIsAFieldOrAFile() {
        MultipartLimits parts =
                FormLimits.defaults().withFields(3).withFiles(4).withHeaderBytes(99).ofParts();
        assertThat(parts.parts()).isEqualTo(7);
        assertThat(parts.headerBytes()).isEqualTo(99);
        assertThat(FormLimits.defaults().withFields(0).withFiles(0).ofParts().parts()).isEqualTo(1);
        int most = 1 << 27;
        assertThat(FormLimits.defaults().withFields(most).withFiles(most).ofParts().parts())
                .isEqualTo(1 << 28);
    }
}
