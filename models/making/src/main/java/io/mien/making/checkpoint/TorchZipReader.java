package io.mien.making.checkpoint;

import java.io.IOException;

/** Reads the format that {@code torch.save} writes since PyTorch 1.6. */
final class TorchZipReader {
    private TorchZipReader() {}

    static Contents read(TorchArchive archive) throws IOException {
        return StateDict.of(archive.unpickle(GlobalRole.Scope.TORCH_SAVE));
    }
}
