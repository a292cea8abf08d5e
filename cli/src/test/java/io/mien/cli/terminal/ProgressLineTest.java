package io.mien.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
    private final StringWriter written = new StringWriter();
    private final PrintWriter terminal = new PrintWriter(written);
    private final ProgressLine line = new ProgressLine(terminal);

    @Test
    void whatFailsHasALineOfItsOwn() {
        line.show("reading 5 face frames", false);
        int unused = FailureReport.print(new CommandException(ExitCode.INPUT, "no such thing"), terminal);

        assertThat(written.toString().lines()).containsExactly("", "reading 5 face frames", "mien: no such thing");
    }

    @Test
    void aLineThatHasEndedIsNotEndedAgain() {
        line.show("all read", true);
        int unused = FailureReport.print(new CommandException(ExitCode.INPUT, "no such thing"), terminal);

        assertThat(written.toString().lines()).containsExactly("", "all read", "mien: no such thing");
    }
}
