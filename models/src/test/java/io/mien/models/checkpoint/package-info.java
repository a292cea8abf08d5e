/** Tests, and writers of the formats that they need files in. */
@NullMarked
package io.mien.models.checkpoint;

import org.jspecify.annotations.NullMarked;
