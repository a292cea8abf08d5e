/** Tests, and writers of the formats that they need files in. */
@NullMarked
package io.mien.making.checkpoint;

import org.jspecify.annotations.NullMarked;
