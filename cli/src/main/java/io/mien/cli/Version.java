package io.mien.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "mien "
                    + Optional.ofNullable(Mien.class.getPackage().getImplementationVersion())
                            .orElse("from classes"),
            "Java " + Runtime.version()
        };
    }
}
