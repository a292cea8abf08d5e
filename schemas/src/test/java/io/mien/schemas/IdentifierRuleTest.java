package io.mien.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentifierRuleTest {
    private static final IdentifierRule RULE = new IdentifierRule(20);

    @ParameterizedTest
    @ValueSource(strings = {"camera-1", "Eingang Süd", "会议室/3", "a b", "👩‍💻"})
    void namesAsPeopleGiveThemArePermitted(String id) {
        assertThat(RULE.objection("stream_id", id)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "twenty-one characters"})
    void nothingAndTooMuchAreRefused(String id) {
        assertThat(RULE.objection("stream_id", id))
                .contains("stream_id: " + id.length() + " characters (expected: 1 to 20, not all blank)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\rb", "a\tb", "a\u0000b", "a\u001b[2Jb", "a\u0085b", "a\u2028b", "a\u2029b", "a\u007f"
            })
    void whatCouldForgeALineOfALogIsRefused(String id) {
        assertThatThrownBy(() -> RULE.check("subject_id", id))
                .isInstanceOfSatisfying(
                        RefusedRecordException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(DeadLetterReason.INVALID_RECORD))
                .hasMessageMatching("subject_id: holds U\\+[0-9A-F]{4} \\(expected: no control .*");
    }
}
