/** The time grid: cells, windows and what a window must hold. Plain arithmetic. */
@NullMarked
package io.mien.infer.window;

import org.jspecify.annotations.NullMarked;
