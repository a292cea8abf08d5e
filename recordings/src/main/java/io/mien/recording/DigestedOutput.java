package io.mien.recording;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Digests what passes, as a whole and since the last mark. Used by one thread at a time. */
final class DigestedOutput extends OutputStream {
    private final OutputStream out;
    private final MessageDigest whole = Sha256.digest();
    private final MessageDigest sinceMark = Sha256.digest();
    private long count;

    DigestedOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        whole.update(bytes, offset, length);
        sinceMark.update(bytes, offset, length);
        count += length;
    }

    long count() {
        return count;
    }

    /** The digest of what was written since the last call. */
    String mark() {
        return Sha256.text(sinceMark.digest());
    }

    /** The digest of all; nothing may be written after that. */
    String finish() {
        return Sha256.text(whole.digest());
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
