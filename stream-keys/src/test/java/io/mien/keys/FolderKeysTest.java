package io.mien.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mien.failures.FailureKind;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.sealing.StreamKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderKeysTest {
    private static final byte[] PICTURE = "a picture".getBytes(UTF_8);
    private static final byte[] NAME = "hall 17".getBytes(UTF_8);

    @TempDir
    Path temporary;

    private Path folder;
    private Path master;
    private final AtomicLong now = new AtomicLong(1);

    @BeforeEach
    void create() {
        folder = temporary.resolve("keys");
        master = temporary.resolve("master-key.json");
        MasterKey.create(master);
        KeyFolder.create(folder, master.toString());
    }

    private StreamKeys open() {
        return new KeyFolderAccess(folder.toString(), master.toString()).open();
    }

    private StreamKeys openWithClock() {
        KeyFolder opened = KeyFolder.of(folder);
        return new FolderKeys(opened, new KeyWrapping(opened, master.toString()), now::get);
    }

    @Test
    void whatOneProcessSealsAnotherOpens() throws RefusedRecordException {
        String key;
        byte[] sealed;
        try (StreamKeys keys = open()) {
            key = keys.keyOf("hall").orElseThrow();
            sealed = keys.seal(key, PICTURE, NAME);
        }
        try (StreamKeys keys = open()) {
            assertThat(keys.keyOf("hall")).contains(key);
            assertThat(keys.open(key, sealed, NAME)).isEqualTo(PICTURE);
        }
        assertThat(new String(sealed, UTF_8)).doesNotContain("picture");
    }

    @Test
    void aForgottenStreamIsErasedAndTheOthersAreNot() throws RefusedRecordException {
        try (StreamKeys keys = open()) {
            String hall = keys.keyOf("hall").orElseThrow();
            String door = keys.keyOf("door").orElseThrow();
            byte[] ofHall = keys.seal(hall, PICTURE, NAME);
            byte[] ofDoor = keys.seal(door, PICTURE, NAME);

            Forgetting forgetting = KeyFolder.of(folder).forget("hall", "operator");

            assertThat(forgetting.destroyed()).containsExactly(hall);
            try (StreamKeys later = open()) {
                assertThat(reason(() -> later.open(hall, ofHall, NAME))).isEqualTo(DeadLetterReason.ERASED);
                assertThat(later.open(door, ofDoor, NAME)).isEqualTo(PICTURE);
                assertThat(later.keyOf("hall").orElseThrow()).isNotEqualTo(hall);
            }
        }
    }

    @Test
    void aRunningProcessNoticesWithinTheStatedTime() throws RefusedRecordException {
        try (StreamKeys keys = openWithClock()) {
            String hall = keys.keyOf("hall").orElseThrow();
            byte[] sealed = keys.seal(hall, PICTURE, NAME);

            KeyFolder.of(folder).forget("hall", "operator");
            now.addAndGet(FolderKeys.NOTICED_WITHIN.toNanos());

            assertThat(reason(() -> keys.open(hall, sealed, NAME))).isEqualTo(DeadLetterReason.ERASED);
            assertThat(keys.keyOf("hall").orElseThrow()).isNotEqualTo(hall);
        }
    }

    @Test
    void forgettingTwiceIsForgettingOnceAndIsWrittenDown() throws IOException {
        try (StreamKeys keys = open()) {
            assertThat(keys.keyOf("hall")).isPresent();
        }
        KeyFolder.of(folder).forget("hall", "operator");

        Forgetting again = KeyFolder.of(folder).forget("hall", "operator");

        assertThat(again.destroyed()).isEmpty();
        assertThat(again.before()).hasSize(1);
        assertThat(Files.readAllLines(folder.resolve("journal.jsonl")))
                .singleElement()
                .asString()
                .contains("\"stream\":\"hall\"", "\"by\":\"operator\"");
        assertThat(KeyFolder.of(folder).streams()).containsExactly(new StreamKeyCount("hall", 0, 1));
    }

    @Test
    void aForgettingThatWasBrokenOffIsEndedByTheNext() throws IOException, RefusedRecordException {
        String key;
        try (StreamKeys keys = open()) {
            key = keys.keyOf("hall").orElseThrow();
        }
        Path file = folder.resolve("keys").resolve(key + ".json");
        byte[] wrapped = Files.readAllBytes(file);
        KeyFolder.of(folder).forget("hall", "operator");
        Files.write(file, wrapped);

        try (StreamKeys keys = open()) {
            assertThat(reason(() -> keys.open(key, new byte[64], NAME))).isEqualTo(DeadLetterReason.ERASED);
        }
        assertThat(KeyFolder.of(folder).forget("hall", "operator").destroyed()).containsExactly(key);
        assertThat(file).doesNotExist();
    }

    @Test
    void nothingOfTheWrappedKeyStaysInTheFolder() throws IOException {
        String keyset;
        try (StreamKeys keys = open()) {
            String key = keys.keyOf("hall").orElseThrow();
            keyset = KeyFolder.of(folder).wrapped(key).orElseThrow().keyset();
        }
        String secret =
                keyset.substring(keyset.indexOf("encryptedKeyset") + 18, keyset.indexOf("encryptedKeyset") + 60);

        KeyFolder.of(folder).forget("hall", "operator");

        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain(secret);
            }
        }
    }

    @Test
    void changedAndMovedContentIsNotAuthentic() throws RefusedRecordException {
        try (StreamKeys keys = open()) {
            String key = keys.keyOf("hall").orElseThrow();
            byte[] sealed = keys.seal(key, PICTURE, NAME);
            byte[] changed = sealed.clone();
            changed[changed.length / 2] ^= 1;

            assertThat(reason(() -> keys.open(key, changed, NAME))).isEqualTo(DeadLetterReason.NOT_AUTHENTIC);
            assertThat(reason(() -> keys.open(key, sealed, "hall 18".getBytes(UTF_8))))
                    .isEqualTo(DeadLetterReason.NOT_AUTHENTIC);
            assertThat(reason(() -> keys.open(key, new byte[3], NAME))).isEqualTo(DeadLetterReason.NOT_AUTHENTIC);
        }
    }

    @Test
    void keysThatAreNotHereAreUnknownAndNeverAPathToElsewhere() {
        try (StreamKeys keys = open()) {
            for (String id : List.of(KeyId.newId("hall"), "../master-key", "", "a/b")) {
                assertThat(reason(() -> keys.open(id, PICTURE, NAME))).isEqualTo(DeadLetterReason.UNKNOWN_KEY);
            }
        }
    }

    @Test
    void aFolderThatIsGoneIsTheWorldsFaultAndNoErasure() throws IOException {
        try (StreamKeys keys = openWithClock()) {
            String key = keys.keyOf("hall").orElseThrow();
            Files.move(folder, temporary.resolve("unmounted"));

            assertThatExceptionOfType(KeyFolderException.class)
                    .isThrownBy(() -> keys.open(key, PICTURE, NAME))
                    .withMessageContaining("no folder of keys");
        }
    }

    @Test
    void aDamagedKeyFileIsTold() throws IOException {
        String key;
        try (StreamKeys keys = open()) {
            key = keys.keyOf("hall").orElseThrow();
            Path other = folder.resolve("keys").resolve(keys.keyOf("door").orElseThrow() + ".json");
            Files.copy(
                    other,
                    folder.resolve("keys").resolve(key + ".json"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        try (StreamKeys keys = open()) {
            assertThat(reason(() -> keys.open(key, PICTURE, NAME))).isEqualTo(DeadLetterReason.UNKNOWN_KEY);
        }
    }

    @Test
    void anotherMasterKeyIsToldAtTheStart() {
        Path another = temporary.resolve("another.json");
        MasterKey.create(another);

        assertThatExceptionOfType(KeyFolderException.class)
                .isThrownBy(() -> new KeyFolderAccess(folder.toString(), another.toString()).open())
                .withMessageContaining("does not open the keys of")
                .matches(e -> e.failureKind() == FailureKind.USAGE);
    }

    @Test
    void aMasterKeyThatOthersMayReadIsRefused() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(master)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(master, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatExceptionOfType(KeyFolderException.class)
                .isThrownBy(this::open)
                .withMessageContaining("rw-r--r-- (expected: rw-------")
                .matches(e -> e.failureKind() == FailureKind.USAGE);
    }

    @Test
    void aMasterKeyThatIsNoneOrNotThereIsToldWithoutAWordOfIt() throws IOException {
        Files.writeString(master, "{\"secret\": \"swordfish\"}");
        assertThatExceptionOfType(KeyFolderException.class)
                .isThrownBy(this::open)
                .withMessageContaining("no key")
                .matches(e -> !String.valueOf(e.getMessage()).contains("swordfish") && e.getCause() == null);

        Files.delete(master);
        assertThatExceptionOfType(KeyFolderException.class)
                .isThrownBy(this::open)
                .withMessageContaining("not there");
    }

    @Test
    void neitherMasterKeyNorFolderIsEverOverwritten() {
        assertThatExceptionOfType(KeyFolderException.class)
                .isThrownBy(() -> MasterKey.create(master))
                .withMessageContaining("is there already");
        assertThatExceptionOfType(KeyFolderException.class)
                .isThrownBy(() -> KeyFolder.create(folder, master.toString()))
                .withMessageContaining("are there already");
    }

    @Test
    void aKeyServiceWrapsKeysAndIsWaitedForWhenItIsAway() throws RefusedRecordException {
        Path served = temporary.resolve("served");
        KeyFolder.create(served, "test-kms://master");
        try (StreamKeys keys = new KeyFolderAccess(served.toString(), "test-kms://master").open()) {
            String key = keys.keyOf("hall").orElseThrow();
            byte[] sealed = keys.seal(key, PICTURE, NAME);
            try (StreamKeys other = new KeyFolderAccess(served.toString(), "test-kms://master").open()) {
                PretendedKeyService.AWAY.set(true);
                assertThatExceptionOfType(KeyFolderException.class)
                        .isThrownBy(() -> other.open(key, sealed, NAME))
                        .withMessageContaining("does not answer");
            } finally {
                PretendedKeyService.AWAY.set(false);
            }
        }
        assertThatExceptionOfType(KeyFolderException.class)
                .isThrownBy(() -> new KeyFolderAccess(served.toString(), "nobodys-kms://master").open())
                .withMessageContaining("no key service for this address");
    }

    @FunctionalInterface
    private interface Reading {
        byte[] read() throws RefusedRecordException;
    }

    private static DeadLetterReason reason(Reading reading) {
        return catchThrowableOfType(RefusedRecordException.class, reading::read).reason();
    }
}
