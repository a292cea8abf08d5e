/**
 * Expression models in TensorFlow Java: the networks, the packages they are kept in, and the runners that the pipeline calls.
 *
 * <p>Knows nothing of Kafka, Flink or Avro.
 */
@NullMarked
package io.mien.models;

import org.jspecify.annotations.NullMarked;
