/** What travels through the job and is kept in its checkpoints: immutable, each with its own versioned format. */
@NullMarked
package io.mien.infer.element;

import org.jspecify.annotations.NullMarked;
