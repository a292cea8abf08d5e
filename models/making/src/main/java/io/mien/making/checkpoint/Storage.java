package io.mien.making.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A run of bytes in a file, that tensors are views of. */
interface Storage {

    long bytes();

    /**
     * Reads a part of it.
     *
     * @param from the first byte, within the storage
     * @param length how many
     * @return them, in the byte order of the file
     * @throws IOException if the file cannot be read or has become shorter
     */
    ByteBuffer read(long from, int length) throws IOException;
}
