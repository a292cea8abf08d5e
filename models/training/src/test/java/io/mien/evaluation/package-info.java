/** Tests. */
@NullMarked
package io.mien.evaluation;

import org.jspecify.annotations.NullMarked;
