/** Holds published readings against those that the same frames give with the same model. */
@NullMarked
package io.mien.infer.audit;

import org.jspecify.annotations.NullMarked;
