/** Requests of all subjects joined into batches for one model a process. Knows nothing of Flink. */
@NullMarked
package io.mien.infer.batch;

import org.jspecify.annotations.NullMarked;
