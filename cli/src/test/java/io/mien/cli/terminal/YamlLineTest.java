package io.mien.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class YamlLineTest {
    private record Content(List<Map<String, String>> streams) {}

    @ParameterizedTest
    @CsvSource({
        "streams:/s3cret, 2",
        "streams:/  - stream: a/  token: b, 3",
        "streams:/  - stream: a/    token: 'b, 3",
        "streams: 7, 1"
    })
    void theLineIsThatOfTheFault(String lines, int line) {
        String text = lines.replace('/', '\n') + "\n";
        JacksonException e =
                catchThrowableOfType(JacksonException.class, () -> new YAMLMapper().readValue(text, Content.class));
        assertThat(YamlLine.before(e)).isEqualTo("line " + line + ": ");
    }
}
