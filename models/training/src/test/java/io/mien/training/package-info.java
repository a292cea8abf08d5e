/** Tests. */
@NullMarked
package io.mien.training;

import org.jspecify.annotations.NullMarked;
