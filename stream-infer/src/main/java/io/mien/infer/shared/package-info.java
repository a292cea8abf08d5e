/** What a process has once, whoever uses it. */
@NullMarked
package io.mien.infer.shared;

import org.jspecify.annotations.NullMarked;
