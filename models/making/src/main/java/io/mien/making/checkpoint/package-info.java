/**
 * Reading the files that weights come in: safetensors, {@code torch.save}'s two forms and TorchScript archives.
 *
 * <p>A checkpoint from the internet is not trusted. Pickles are read by {@link io.mien.making.checkpoint.Unpickler}, which
 * knows the few names that weights need and builds inert values of them; every size, offset and shape is held against the
 * file before anything is allocated for it. What does not fit is refused with a message that names it.
 */
@NullMarked
package io.mien.making.checkpoint;

import org.jspecify.annotations.NullMarked;
