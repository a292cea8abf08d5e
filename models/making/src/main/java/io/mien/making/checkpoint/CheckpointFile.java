package io.mien.making.checkpoint;

import io.mien.models.ModelException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Opens checkpoints. It tells the container by the first bytes, whatever the file is called, and chooses the reader for
 * it.
 */
final class CheckpointFile {
    private static final int MAGIC_BYTES = 512;
    private static final int SHOWN_BYTES = 16;
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    /** 0x1950a86a20f9469cfc6c in a pickle by itself, which older files of {@code torch.save} begin with. */
    private static final byte[] TORCH_LEGACY = HexFormat.of().parseHex("8a0a6cfc9c46f9206aa850192e");

    private static final int PROTOCOL_BYTES = 2;
    /** Of the protocols from 4 on, which say how long a part is. */
    private static final int FRAME_BYTES = 9;

    private CheckpointFile() {}

    static Checkpoint open(Path path, Optional<String> weights) {
        Path file = CheckpointPlace.find(path);
        return CheckpointPlace.isIndex(file) ? ShardedCheckpoint.open(file) : openOne(file, weights);
    }

    /** A file by itself, or a shard. */
    static Checkpoint openOne(Path file, Optional<String> weights) {
        try {
            return read(file, weights);
        } catch (RefusedException e) {
            throw new ModelException("checkpoint " + file + ": " + e.getMessage(), e);
        } catch (ZipException e) {
            throw new ModelException("checkpoint " + file + ": truncated or broken zip: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ModelException("checkpoint " + file + ": cannot be read: " + e, e);
        }
    }

    private static Checkpoint read(Path file, Optional<String> weights) throws IOException {
        byte[] start = start(file);
        if (startsWith(start, ZIP)) {
            ZipFile zip = new ZipFile(file.toFile());
            return closingOnFailure(zip, () -> {
                ZipDirectory.requirePlain(file);
                TorchArchive archive = new TorchArchive(zip, Files.size(file));
                if (archive.isTorchScript()) {
                    refuseChoice(weights);
                }
                return archive.isTorchScript()
                        ? new OpenCheckpoint(file, CheckpointFormat.TORCHSCRIPT, TorchScriptReader.read(archive), zip)
                        : new OpenCheckpoint(
                                file, CheckpointFormat.TORCH_ZIP, TorchZipReader.read(archive, weights), zip);
            });
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        if (isTorchLegacy(start)) {
            return closingOnFailure(
                    channel,
                    () -> new OpenCheckpoint(
                            file, CheckpointFormat.TORCH_LEGACY, TorchLegacyReader.read(channel, weights), channel));
        }
        return closingOnFailure(channel, () -> {
            requireSafetensors(start);
            refuseChoice(weights);
            return new OpenCheckpoint(file, CheckpointFormat.SAFETENSORS, SafetensorsReader.read(channel), channel);
        });
    }

    private static void refuseChoice(Optional<String> weights) {
        weights.ifPresent(name -> {
            throw new RefusedException(
                    "no weights named " + name + " in it: it holds one set of them (leave --weights out)");
        });
    }

    /** Reads contents. */
    @FunctionalInterface
    private interface Reading {
        Checkpoint read() throws IOException;
    }

    private static Checkpoint closingOnFailure(Closeable opened, Reading reading) throws IOException {
        boolean read = false;
        try {
            Checkpoint checkpoint = reading.read();
            read = true;
            return checkpoint;
        } finally {
            if (!read) {
                opened.close();
            }
        }
    }

    /** The format has no magic number; its header's length comes first, then the header's brace. */
    private static void requireSafetensors(byte[] start) {
        if (start.length == 0) {
            throw new RefusedException("the file is empty");
        }
        if (start.length > Long.BYTES && start[Long.BYTES] == '{') {
            return;
        }
        throw new RefusedException(ForeignContainer.describe(start)
                .orElseGet(() -> "no checkpoint: begins with "
                        + HexFormat.of().formatHex(Arrays.copyOf(start, Math.min(start.length, SHOWN_BYTES)))
                        + " (expected: safetensors, torch.save's zip or older form, or TorchScript; truncated?)"));
    }

    private static boolean isTorchLegacy(byte[] start) {
        return start.length > 0
                && (start[0] & 0xff) == 0x80
                && (startsWith(start, PROTOCOL_BYTES, TORCH_LEGACY)
                        || startsWith(start, PROTOCOL_BYTES + FRAME_BYTES, TORCH_LEGACY));
    }

    private static byte[] start(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = ByteBuffer.allocate(MAGIC_BYTES);
            while (start.hasRemaining() && channel.read(start) >= 0) {
                // until full or at the end
            }
            return Arrays.copyOf(start.array(), start.position());
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        return startsWith(bytes, 0, magic);
    }

    private static boolean startsWith(byte[] bytes, int from, byte[] magic) {
        int end = from + magic.length;
        return bytes.length >= end && Arrays.equals(bytes, from, end, magic, 0, magic.length);
    }
}
