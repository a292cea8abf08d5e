/** Where every record of the input went: counted in checkpoints, metrics and a snapshot for this process. */
@NullMarked
package io.mien.infer.accounting;

import org.jspecify.annotations.NullMarked;
