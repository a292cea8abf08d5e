package io.mien.cli.terminal;

import io.mien.keys.KeyFolderAccess;
import io.mien.schemas.sealing.KeyAccess;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of where the streams' keys are. */
public final class KeyOptions {

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description =
                    "Folder of the streams' keys (mien keys create makes one): they open what is sealed, and seal the pictures and"
                            + " readings that ingest, inference and gateway write, until mien forget destroys them. What is"
                            + " replayed or redriven stays plain or sealed as it was. Without it all is plain.")
    @Nullable
    String keys;

    @Option(
            names = "--master-key",
            paramLabel = "FILE|URL",
            description =
                    "What the keys are wrapped by: a file that only its owner may read, or a key in a key service.")
    @Nullable
    String masterKey;

    /**
     * The keys, or none.
     *
     * @throws CommandException if only one of the two options is given
     */
    public KeyAccess access() {
        if (keys == null && masterKey == null) {
            return KeyAccess.NONE;
        }
        if (keys == null || masterKey == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    keys == null
                            ? "--keys: none, but --master-key is given (expected: the folder of the keys that it wraps)"
                            : "--master-key: none, but --keys is given (expected: what they are wrapped by)");
        }
        return new KeyFolderAccess(keys, masterKey);
    }

    /** The same for those who read: what they write stays plain. */
    public KeyAccess reading() {
        KeyAccess access = access();
        return access == KeyAccess.NONE ? access : access.forReading();
    }
}
