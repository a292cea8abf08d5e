/** The job jar on a Flink of separate processes. */
@NullMarked
package io.mien.job;

import org.jspecify.annotations.NullMarked;
