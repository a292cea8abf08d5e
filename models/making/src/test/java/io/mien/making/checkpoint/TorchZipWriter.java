package io.mien.making.checkpoint;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes zips laid out as {@code torch.save} does: one folder, all entries stored. */
final class TorchZipWriter implements Closeable {
    private static final String FOLDER = "archive/";

    private final ZipOutputStream zip;

    TorchZipWriter(Path file) throws IOException {
        this.zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20));
    }

    TorchZipWriter entry(String name, byte[] content) throws IOException {
        return entryAnywhere(FOLDER + name, content);
    }

    TorchZipWriter entryAnywhere(String path, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(path);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
        return this;
    }

    TorchZipWriter deflatedEntry(String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(FOLDER + name));
        zip.write(content);
        zip.closeEntry();
        return this;
    }

    @Override
    public void close() throws IOException {
        entry("version", "3\n".getBytes(StandardCharsets.US_ASCII));
        zip.close();
    }
}
