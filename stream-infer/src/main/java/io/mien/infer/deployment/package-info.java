/** Putting another model into a running job: which models a process holds, and who says so. */
@NullMarked
package io.mien.infer.deployment;

import org.jspecify.annotations.NullMarked;
