/** Resources that a process has once, however many parts use them. */
@NullMarked
package io.mien.infer.shared;

import org.jspecify.annotations.NullMarked;
