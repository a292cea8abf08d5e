package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GivenArgumentsTest {

    @Test
    void secretsAreHiddenHoweverTheyAreGiven() {
        String[] arguments = {
            "--schema-registry-token",
            "s3cret",
            "--schema-registry-user-info=user:s3cret",
            "--schema-registry",
            "http://user:s3cret@host:8081/path",
            "--purpose",
            "a study"
        };

        assertThat(GivenArguments.shown(arguments))
                .isEqualTo("[--schema-registry-token, …, --schema-registry-user-info=…, --schema-registry,"
                        + " http://…@host:8081/path, --purpose, a study]");
    }
}
